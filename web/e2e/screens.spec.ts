import { expect, test, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { agree, somebody, type Somebody } from "./deals";
import { opened } from "./shop";
import { expectAccessible, expectNoSidewaysScroll, open, shoot, SIZES } from "./support";

const HERE = { lat: 31.2304, lon: 121.4737 };
const WORDS = {
  en: {
    dead: "My phone is nearly dead, a power bank would help",
    lifts: "I am at the lifts.",
    socket: "A socket for half an hour, by the window if you can",
    near: "Five minutes away",
    bank: "Power bank with every plug, and a coffee while you wait",
    here: "I work on this floor and am here until eight.",
  },
  "zh-CN": {
    dead: "手机快没电了，求借充电宝",
    lifts: "我在电梯口。",
    socket: "想找个插座充半小时电，最好靠窗",
    near: "五分钟就到",
    bank: "各种接口的充电宝，等的时候请您喝杯咖啡",
    here: "我就在这层上班，八点前都在。",
  },
};
const CNY = (minor: number) => ({ minor, currency: "CNY" });

/** Every address of the app, as its table has them: a screen that is added there is visited, or fails here. */
function addresses(): string[] {
  const table = readFileSync(new URL("../src/app/routes.tsx", import.meta.url), "utf8");
  const paths = [...table.matchAll(/path: "([^"]+)"/g)].map(([, path]) => path ?? "");
  return ["", ...paths.filter((path) => path !== "demo" && path !== "*"), "nowhere"];
}

/** Where there is something to see at an address that names a thing. */
async function things(an: Somebody, lin: Somebody, words: (typeof WORDS)["en"]): Promise<Record<string, string>> {
  const deal = await agree(an, lin, { title: words.dead });
  await an.ask("POST", "/api/wallet/top-ups", { amount: CNY(10_000) });
  await an.ask("POST", `/api/deals/${deal}/fund`);
  await lin.ask("POST", `/api/deals/${deal}/messages`, { text: words.lifts, picture_ids: [] });
  const need = await an.ask("POST", "/api/needs", {
    category: "charge_phone",
    title: words.socket,
    at: HERE,
    place_note: "",
    when: { now: true },
    minutes: 30,
    fee: CNY(2000),
  });
  const bid = await lin.ask("POST", `/api/needs/${need.id}/bids`, { fee: CNY(2200), note: words.near });
  const [mine, theirs] = await Promise.all([an, lin].map((who) => publish(who, words)));
  const { items } = await an.ask<{ items: { id: string }[] }>("GET", "/api/communities?city=shanghai&limit=1");
  const paid = await payments(an, lin);
  return {
    ...paid,
    "needs/:id": `needs/${need.id}`,
    "needs/:id/edit": `needs/${need.id}/edit`,
    "bids/:id": `bids/${bid.id}`,
    "deals/:id": `deals/${deal}`,
    "talk/:kind/:id": `talk/deal/${deal}`,
    "offers/:id": `offers/${theirs}`,
    "offers/:id/book": `offers/${theirs}/book`,
    "offers/:id/edit": `offers/${mine}/edit`,
    "people/:id": `people/${lin.id}`,
    "communities/:id": `communities/${items[0]?.id}`,
  };
}

/** A shop's bill, what was paid, an app and what its server was told. */
async function payments(an: Somebody, lin: Somebody): Promise<Record<string, string>> {
  const shop = await opened(an);
  await lin.ask("POST", "/api/wallet/top-ups", { amount: CNY(10_000) });
  const order = { out_trade_no: "screens", total_amount: "8.50", subject: "Two cups of tea" };
  const printed = await shop.call("alipay.trade.precreate", order);
  await lin.ask("POST", `/api/me/pay/codes/${last(printed["qr_code"])}/pay`, {});
  await lin.ask("PUT", "/api/me/pay/merchant", { name: "Lin's tea house" });
  const counter = await lin.ask<{ code: string }>("POST", "/api/me/pay/shop-codes", { label: "Counter" });
  const receipt = await an.ask("POST", `/api/me/pay/codes/${counter.code}/pay`, { amount: CNY(700) });
  const receive = await lin.ask<{ code: string }>("GET", "/api/me/pay/receive-code");
  const app = `me/apps/${shop.appId}`;
  const written = () => an.ask<{ items: { id: string }[] }>("GET", `/api/${app}/notifications`);
  await expect.poll(async () => (await written()).items.length).toBe(1);
  await expect
    .poll(async () => (await an.ask<{ items: unknown[] }>("GET", "/api/me/pay/receipts")).items.length)
    .toBe(1);
  const asked = await fetch(shop.agreement({ external_agreement_no: "screens" }), { redirect: "manual" });
  const sold = await an.ask<{ items: { trade_no: string }[] }>("GET", "/api/me/pay/merchant/trades");
  await shop.close();
  return {
    "a/:app/*": `a/${shop.appId}`,
    "agreements/:code": `agreements/${last(asked.headers.get("location") ?? "")}`,
    "q/:code": `q/${counter.code}`,
    "r/:code": `r/${receive.code}`,
    "pay/receipts/:id": `pay/receipts/${receipt.id}`,
    "me/takings/trades/:trade": `me/takings/trades/${sold.items[0]?.trade_no}`,
    "me/apps/:id": app,
    "me/apps/:id/notifications": `${app}/notifications`,
    "me/apps/:id/notifications/:notification": `${app}/notifications/${(await written()).items[0]?.id}`,
  };
}

function last(address = ""): string {
  return address.split("/").at(-1) ?? "";
}

async function publish(who: Somebody, words: (typeof WORDS)["en"]): Promise<string> {
  const { id } = await who.ask("POST", "/api/offers", {
    category: "charge_phone",
    title: words.bank,
    text: words.here,
    at: HERE,
    price: { kind: "fixed", amount: CNY(1500) },
    radius_m: 1500,
    hours: [],
  });
  return id;
}

/** Fits at each size, and with text twice as large. */
async function expectRoom(page: Page): Promise<void> {
  for (const size of [SIZES[2], SIZES[1], SIZES[0]]) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page);
  }
  await page.evaluate(() => document.documentElement.style.setProperty("--text-scale", "2"));
  await expectNoSidewaysScroll(page);
}

// Both languages and both shades, each of them once.
for (const [language, colorScheme] of [
  ["en", "light"],
  ["zh-CN", "dark"],
] as const) {
  test(`every screen in ${language}, ${colorScheme}: no fault of access, no sideways scroll`, async ({ browser }) => {
    const [an, lin] = [await somebody(browser, language, "An"), await somebody(browser, language, "Lin")];
    await an.page.emulateMedia({ colorScheme });
    const found = await things(an, lin, WORDS[language]);
    const wrong: string[] = [];
    for (const address of addresses()) {
      const path = found[address] ?? address;
      expect(path, `no thing to see at ${address}: add one above`).not.toContain(":");
      await visit(an.page, path, `screen-${address.replace(/\W+/g, "-") || "home"}-${language}`).catch((error: Error) =>
        wrong.push(`/${address}: ${error.message}`),
      );
    }
    expect(wrong).toEqual([]);
    await Promise.all([an.page.context().close(), lin.page.context().close()]);
  });
}

async function visit(page: Page, path: string, name: string): Promise<void> {
  if (path === "nowhere") await page.goto("/nowhere");
  else await open(page, `/${path}`);
  // Whatever is waited for has come.
  await expect(page.locator("main .waiting, main [aria-busy=true]")).toHaveCount(0);
  await expectAccessible(page);
  await shoot(page, name);
  await expectRoom(page);
}
