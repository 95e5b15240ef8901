import { Suspense } from "react";
import { NavLink, Outlet, ScrollRestoration, useMatch } from "react-router";
import { useSpeech } from "@/app/i18n";
import { useLive } from "@/app/live";
import { SignInSheet } from "@/features/people";
import { useUnread } from "@/features/notify";
import { Icon, type IconName } from "@/ui/Icon";
import { OnTop } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { Toasts } from "@/ui/Toast";
import { useArrival } from "./arrival";
import { ConnectionBanner } from "./connection";
import { Slow } from "./slow";
import "./shell.css";

const TABS = [
  { to: "/", icon: "map-trifold", key: "app.tab.map" },
  { to: "/messages", icon: "chat-circle", key: "app.tab.messages" },
  { to: "/pay", icon: "wallet", key: "app.tab.pay" },
  { to: "/me", icon: "user", key: "app.tab.me" },
] as const satisfies { to: string; icon: IconName; key: string }[];

/** What stays while screens change: tabs, the state of the connection, toasts, the sign-in sheet. */
export function Shell() {
  const { t } = useSpeech();
  const unread = useUnread();
  // A mini-program takes the whole screen; what is below its own bars is not ours to show.
  const isProgram = useMatch("/a/*") !== null;
  useLive();
  useArrival();
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t("app.skip")}
      </a>
      <ConnectionBanner />
      <main id="main" className="shell-main" tabIndex={-1}>
        <Suspense fallback={<ListSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
      <nav className="tabs" aria-label={t("app.tabs")} hidden={isProgram}>
        {TABS.map(({ to, icon, key }) => (
          <NavLink key={to} to={to} end={to === "/"} className="tab">
            {({ isActive }) => (
              <>
                <span className="tab-icon">
                  <Icon name={icon} isFilled={isActive} />
                  {to === "/messages" && unread > 0 && (
                    <span className="tab-badge numbers">{unread > 99 ? "99+" : unread}</span>
                  )}
                </span>
                <span>{t(key)}</span>
                {to === "/messages" && unread > 0 && (
                  <span className="unseen">{t("app.unread", { count: unread })}</span>
                )}
              </>
            )}
          </NavLink>
        ))}
      </nav>
      <OnTop>
        <Slow />
        <Toasts />
      </OnTop>
      <SignInSheet />
      <ScrollRestoration />
    </div>
  );
}
