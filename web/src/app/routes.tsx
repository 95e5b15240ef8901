import type { ComponentType } from "react";
import type { RouteObject } from "react-router";
import { Home } from "@/features/nearby";
import { loadRest } from "./i18n";
import { Broken, NotFound } from "./shell/broken";
import { Shell } from "./shell";

type Screen = Promise<Record<string, ComponentType>>;

/** A screen that is fetched with its words when somebody goes there. */
function lazily(load: () => Screen, name: string): Pick<RouteObject, "lazy"> {
  return {
    lazy: async () => {
      const [screens] = await Promise.all([load(), loadRest()]);
      return { Component: screens[name] };
    },
  };
}

const trades = () => import("@/features/trades/screens") as unknown as Screen;
const agreements = () => import("@/features/agreements/screens") as unknown as Screen;
const apps = () => import("@/features/apps/screens") as unknown as Screen;
const codes = () => import("@/features/codes/screens") as unknown as Screen;
const guard = () => import("@/features/guard/screens") as unknown as Screen;
const merchants = () => import("@/features/merchants/screens") as unknown as Screen;
const deals = () => import("@/features/deals/screens") as unknown as Screen;
const needs = () => import("@/features/needs/screens") as unknown as Screen;
const offers = () => import("@/features/offers/screens") as unknown as Screen;
const places = () => import("@/features/places/screens") as unknown as Screen;
const privacy = () => import("@/features/privacy/screens") as unknown as Screen;
const people = () => import("@/features/people/screens") as unknown as Screen;

/** Every address of the app. A screen is a named export of its feature's `screens.ts`. */
export const routes: RouteObject[] = [
  {
    element: <Shell />,
    ErrorBoundary: Broken,
    // What is shown while the first screen of a deep address is fetched: the shell itself.
    hydrateFallbackElement: <></>,
    children: [
      {
        ErrorBoundary: Broken,
        children: [
          { index: true, element: <Home /> },
          { path: "messages", ...lazily(() => import("@/features/notify/screens") as unknown as Screen, "Inbox") },
          { path: "pay", ...lazily(() => import("@/features/pay/screens") as unknown as Screen, "Wallet") },
          { path: "pay/receipts", ...lazily(trades, "Receipts") },
          { path: "pay/receipts/:id", ...lazily(trades, "ReceiptScreen") },
          { path: "pay/code", ...lazily(codes, "MyCode") },
          { path: "pay/scan", ...lazily(codes, "Scan") },
          { path: "pay/receive", ...lazily(codes, "Receive") },
          { path: "r/:code", ...lazily(codes, "PayPerson") },
          { path: "q/:code", ...lazily(trades, "Cashier") },
          { path: "agreements/:code", ...lazily(agreements, "Sign") },
          { path: "pay/agreements", ...lazily(agreements, "Agreements") },
          { path: "pay/tabs", ...lazily(() => import("@/features/tabs/screens") as unknown as Screen, "Tabs") },
          {
            path: "me/complaints",
            ...lazily(() => import("@/features/complaints/screens") as unknown as Screen, "Complaints"),
          },
          { path: "me/takings", ...lazily(merchants, "ShopMoney") },
          { path: "me/takings/trades", ...lazily(merchants, "SoldTrades") },
          { path: "me/takings/trades/:trade", ...lazily(merchants, "SoldTrade") },
          { path: "me/apps", ...lazily(apps, "Apps") },
          { path: "me/apps/:id", ...lazily(apps, "AppScreen") },
          { path: "me/apps/:id/notifications", ...lazily(apps, "Notifications") },
          { path: "me/apps/:id/notifications/:notification", ...lazily(apps, "NotificationScreen") },
          { path: "me/pay-password", ...lazily(guard, "PayPassword") },
          { path: "ask", ...lazily(needs, "Ask") },
          { path: "needs/:id", ...lazily(needs, "NeedScreen") },
          { path: "needs/:id/edit", ...lazily(needs, "EditNeed") },
          { path: "me", ...lazily(people, "Me") },
          { path: "me/needs", ...lazily(needs, "MyNeeds") },
          { path: "me/invitations", ...lazily(needs, "Invitations") },
          { path: "me/deals", ...lazily(deals, "MyDeals") },
          { path: "deals/:id", ...lazily(deals, "DealScreen") },
          {
            path: "talk/:kind/:id",
            ...lazily(() => import("@/features/chat/screens") as unknown as Screen, "TalkScreen"),
          },
          {
            path: "bids/:id",
            ...lazily(() => import("@/features/bids/screens") as unknown as Screen, "BidScreen"),
          },
          { path: "lend", ...lazily(offers, "Lend") },
          { path: "offers/:id", ...lazily(offers, "Offer") },
          { path: "offers/:id/book", ...lazily(offers, "Book") },
          { path: "offers/:id/edit", ...lazily(offers, "EditOffer") },
          { path: "me/offers", ...lazily(offers, "MyOffers") },
          { path: "people/:id", ...lazily(() => import("@/features/standing/screens") as unknown as Screen, "Person") },
          { path: "me/profile", ...lazily(people, "Profile") },
          {
            path: "me/standing",
            ...lazily(() => import("@/features/standing/screens") as unknown as Screen, "Standing"),
          },
          { path: "me/privacy", ...lazily(privacy, "Privacy") },
          { path: "me/privacy/blocked", ...lazily(privacy, "Blocked") },
          { path: "me/privacy/devices", ...lazily(privacy, "Devices") },
          { path: "me/privacy/erase", ...lazily(privacy, "Erase") },
          { path: "me/communities", ...lazily(places, "Communities") },
          { path: "communities/:id", ...lazily(places, "CommunityScreen") },
          { path: "a/:app/*", ...lazily(() => import("@/features/mini/screens") as unknown as Screen, "Program") },
          { path: "me/install", ...lazily(() => import("@/features/notify/screens") as unknown as Screen, "Install") },
          { path: "me/settings", ...lazily(people, "Settings") },
          ...(import.meta.env.DEV
            ? [{ path: "demo", ...lazily(() => import("./demo") as unknown as Screen, "Demo") }]
            : []),
          { path: "*", element: <NotFound /> },
        ],
      },
    ],
  },
];
