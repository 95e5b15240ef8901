import { expect, test, type FrameLocator, type Page } from "@playwright/test";
import { echo } from "@everywhere/mini-conformance/echo";
import { somebody, type Somebody } from "./deals";
import { evil, paysElsewhere, shown, talker, teaShop, till } from "./mini";
import { opened, type Serves } from "./shop";
import { look, open, phone, signIn, SIZES } from "./support";

const CNY = (minor: number) => ({ minor, currency: "CNY" });

const inside = (page: Page): FrameLocator => page.frameLocator(".mini-phone iframe");

/** The server of the tea shop: an order for whoever signed in, as a trade or as a signed string, and how it stands. */
function tea(): Serves {
  let count = 0;
  return async (shop, path, said) => {
    const id = path.split("/")[3];
    if (id !== undefined) {
      const { trade_status } = await shop
        .call("alipay.trade.query", { out_trade_no: id })
        .catch(() => ({ trade_status: "none" }));
      return { status: trade_status };
    }
    const order = { out_trade_no: `tea${(count += 1)}`, total_amount: "12.00", subject: "Sencha" };
    const user = await shop.user(said["authCode"] ?? "");
    if (said["how"] === "string") return { id: order.out_trade_no, user, order: shop.order(order) };
    const { trade_no } = await shop.call("alipay.trade.create", order);
    return { id: order.out_trade_no, user, tradeNo: trade_no };
  };
}

async function pays(page: Page): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: "Pay ¥12.00 to Corner shop" }).click();
}

async function payer(browser: Parameters<typeof somebody>[0]): Promise<Somebody> {
  const an = await somebody(browser, "en", "An");
  await an.ask("POST", "/api/wallet/top-ups", { amount: CNY(50_000) });
  return an;
}

test("an uploaded program opens in the app, signs its person in, calls its own server, and is paid", async ({
  browser,
}) => {
  const [owner, an] = [await somebody(browser, "en", "Mei"), await payer(browser)];
  const shop = await opened(owner, tea());
  await shown(owner, shop.appId, teaShop(shop.url), { domains: [new URL(shop.url).host] });
  const { page } = an;
  await open(page, "/me");
  await open(page, `/a/${shop.appId}`);
  const program = inside(page);
  await expect(page.getByRole("heading", { name: "Tea" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/a/${shop.appId}/pages/shop/index$`));
  await expect(program.getByText("Said:")).toBeVisible();

  // Once the person has said what it may know, it is not asked again.
  await program.getByText("Buy Sencha").click();
  const consent = page.getByRole("dialog");
  await expect(consent.getByText("It sees your name and picture.")).toBeVisible();
  await look(page, "mini-consent");
  await consent.getByRole("button", { name: "Sign in to Corner shop" }).click();
  await expect(page.getByRole("dialog").getByRole("heading", { name: "Payment in Corner shop" })).toBeVisible();
  await look(page, "mini-cashier");
  await pays(page);

  // The page after the payment has an address of its own, and the browser's back is the program's.
  await expect(program.getByText("Thank you for tea1")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/a/${shop.appId}/paid/index\\?order=tea1$`));
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Tea" })).toBeVisible();
  await expect(program.getByText(/^Said: 2088\d{12} 9000 TRADE_SUCCESS$/)).toBeVisible();
  await expect(page).toHaveURL(new RegExp("/pages/shop/index$"));

  // Who closes the sheet has paid nothing.
  await program.getByText("Buy Sencha").click();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await expect(program.getByText(/6001 WAIT_BUYER_PAY$/)).toBeVisible();
  await program.getByText("Buy by an order string").click();
  await pays(page);
  await expect(program.getByText("Thank you for tea3")).toBeVisible();
  await expect.poll(() => shop.told.map((each) => each["out_trade_no"]).sort()).toEqual(["tea1", "tea3"]);

  // What it keeps is there when it is opened anew, at any of its pages, and is this person's alone.
  await open(page, `/a/${shop.appId}/pages/me/index`);
  await expect(program.getByText("Bought: 2")).toBeVisible();
  await page
    .getByRole("navigation", { name: "Pages of this mini-program" })
    .getByRole("button", { name: "Shop" })
    .click();
  await expect(page).toHaveURL(new RegExp("/pages/shop/index$"));
  await page.getByRole("button", { name: "Menu" }).click();
  await look(page, "mini-menu");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Close the mini-program" }).click();
  await expect(page.getByRole("navigation", { name: "Main parts" })).toBeVisible();
  await Promise.all([page.context().close(), owner.page.context().close(), shop.close()]);
});

test("a program is shared as it says, opens another, and hears what that one says when it comes back", async ({
  browser,
}) => {
  const owner = await somebody(browser, "en", "Mei");
  const { page } = owner;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const app = async (name: string) => (await owner.ask<{ app_id: string }>("POST", "/api/me/apps", { name })).app_id;
  const [shop, desk] = [await app("Tea house"), await app("Till")];
  await shown(owner, shop, paysElsewhere(desk));
  await shown(owner, desk, till());
  await open(page, "/me");
  await open(page, `/a/${shop}`);
  const program = inside(page);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());

  await program.getByText("Tell a friend").click();
  await expect.poll(copied).toMatch(new RegExp(`/a/${shop}/pages/shop/index\\?from=button$`));
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Share this page" }).click();
  await expect.poll(copied).toMatch(/\?from=menu$/);
  await program.getByText("Keep it to yourself").click();
  await page.getByRole("button", { name: "Menu" }).click();
  await expect(page.getByRole("dialog").getByText("does not let this page be shared")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

  await program.getByText("Go to the till").click();
  await page.getByRole("dialog").getByRole("button", { name: "All right" }).click();
  await expect(page).toHaveURL(new RegExp(`/a/${desk}/pages/till/index$`));
  await expect(program.getByText(`1037 ${shop} order 7`)).toBeVisible();
  await program.getByText("Done").click();
  await expect(page).toHaveURL(new RegExp(`/a/${shop}/pages/shop/index$`));
  await expect(program.getByText(`1038 ${desk} paid`)).toBeVisible();

  // Nobody opened this one: there is no way back.
  await open(page, `/a/${desk}`);
  await program.getByText("Done").click();
  await expect(program.getByText("refused 4")).toBeVisible();
  await page.context().close();
});

test("a program talks by sockets over the server to hosts that it lists, and its developer reads where it was refused", async ({
  browser,
}) => {
  const [owner, host] = [await somebody(browser, "en", "Mei"), await echo()];
  const { page } = owner;
  const { app_id } = await owner.ask<{ app_id: string }>("POST", "/api/me/apps", { name: "Talk" });
  await shown(owner, app_id, talker(host.host), { domains: [`wss://${host.host}`] });
  await open(page, `/a/${app_id}`);
  const program = inside(page);

  await program.getByText("Say something").click();
  await expect(program.getByText("text again: sencha")).toBeVisible();
  await expect(program.getByText("bytes AgE=")).toBeVisible();
  await program.getByText("Hang up").click();
  await expect(program.getByText("closed 4000 enough")).toBeVisible();
  await expect.poll(() => host.ended).toEqual([[4000, "enough"]]);
  await program.getByText("Talk without a task").click();
  await expect(program.getByText("closed 4001 closing time")).toBeVisible();

  await program.getByText("Call elsewhere").click();
  await expect(program.getByText(/^elsewhere/)).toHaveText("elsewhere 1 1 1 1 refused");
  expect(host.asked).toEqual(["/task", "/old"]);
  const notes = async () => {
    const { items } = await owner.ask<{ items: { kind: string; detail: string }[] }>(
      "GET",
      `/api/me/apps/${app_id}/notes`,
    );
    return items.map(({ kind, detail }) => `${kind} ${detail.split(" ").slice(0, 2).join(" ")}`).sort();
  };
  await expect
    .poll(notes)
    .toEqual([
      `address_not_callable SOCKET wss://${host.host}@elsewhere.example.org/`,
      expect.stringMatching(/^blocked /),
      "domain_not_listed SOCKET ws://127.0.0.1:1/",
      "domain_not_listed SOCKET ws://169.254.169.254/",
      "domain_not_listed SOCKET wss://elsewhere.example.org/",
    ]);
  await Promise.all([page.context().close(), host.close()]);
});

test("a guest signs in inside a program and goes on; it is readable at every size, at night and in Chinese", async ({
  browser,
}) => {
  const owner = await somebody(browser, "zh-CN", "梅");
  const shop = await opened(owner, tea());
  await shown(owner, shop.appId, teaShop(shop.url), { domains: [new URL(shop.url).host] });
  const guest = await phone(browser, "zh-CN", SIZES[0], { colorScheme: "dark" });
  for (const size of SIZES) {
    await guest.setViewportSize(size);
    await open(guest, `/a/${shop.appId}`);
    await expect(inside(guest).getByText("Said:")).toBeVisible();
    await look(guest, `mini-${size.width}-dark`);
  }
  await inside(guest).getByText("Buy Sencha").click();
  await signIn(guest, `135${String(Date.now()).slice(-8)}`);
  await guest.getByRole("dialog").getByRole("button", { name: "同意并登录Corner shop" }).click();
  await expect(guest.getByRole("dialog").getByRole("heading", { name: "在Corner shop付款" })).toBeVisible();
  await look(guest, "mini-cashier-dark");
  await guest.getByRole("dialog").getByRole("button", { name: "关闭" }).click();
  await expect(inside(guest).getByText(/6001/)).toBeVisible();
  await Promise.all([guest.context().close(), owner.page.context().close(), shop.close()]);
});

test("a program that means harm gets nothing, its sheet lies under ours, and its developer reads what it tried", async ({
  browser,
}) => {
  const [owner, other, an] = [
    await somebody(browser, "en", "Mei"),
    await somebody(browser, "en", "Bo"),
    await payer(browser),
  ];
  const theirs = await opened(other);
  const theirTrade = await theirs.call("alipay.trade.create", {
    out_trade_no: "t1",
    total_amount: "5.00",
    subject: "Rice",
  });
  const shop = await opened(owner, async (own) => {
    const order = { out_trade_no: "p1", total_amount: "12.00", subject: "Prize" };
    const { trade_no } = await own.call("alipay.trade.create", order);
    return { own: trade_no, theirs: theirTrade["trade_no"] };
  });
  await shown(owner, shop.appId, evil(shop.url), { domains: [new URL(shop.url).host] });
  const { page } = an;
  await open(page, `/a/${shop.appId}`);
  const program = inside(page);

  await program.getByText("Call out").click();
  await expect(program.getByText("Said: 11 11 11 11")).toBeVisible();
  await program.getByText("Where am I").click();
  await page.getByRole("dialog").getByRole("button", { name: "Refuse" }).click();
  await expect(program.getByText("Said: place 2001")).toBeVisible();
  await program.getByText("Pay another's order").click();
  await expect(program.getByText("Said: pay 4")).toBeVisible();

  // Its own sheet cannot reach the bar above it; ours lies over both.
  await program.getByText("Fake a sheet").click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("heading", { name: "Payment in Corner shop" })).toBeVisible();
  await expect(sheet.getByRole("button", { name: "Pay ¥12.00 to Corner shop" })).toBeVisible();
  await look(page, "mini-fake");
  const over = await page.evaluate(() => {
    const dialog = document.querySelector("dialog[open]");
    const bar = document.querySelector(".mini-phone .title")?.getBoundingClientRect();
    const frame = document.querySelector(".mini-phone iframe")?.getBoundingClientRect();
    const points = [0.1, 0.5, 0.9].map((part) => document.elementFromPoint(innerWidth / 2, innerHeight * part));
    const atBar = document.elementFromPoint(innerWidth / 2, (bar?.top ?? 0) + 10);
    return {
      isOurs: [...points, atBar].every((found) => found !== null && (found === dialog || dialog?.contains(found))),
      isBelowBar: (frame?.top ?? 0) >= (bar?.bottom ?? Infinity),
    };
  });
  expect(over).toEqual({ isOurs: true, isBelowBar: true });
  await sheet.getByRole("button", { name: "Close" }).click();
  await expect(program.getByText("Said: fake 6001")).toBeVisible();

  const kinds = async () => {
    const { items } = await owner.ask<{ items: { kind: string }[] }>("GET", `/api/me/apps/${shop.appId}/notes`);
    return [...new Set(items.map((note) => note.kind))].sort();
  };
  await expect.poll(kinds).toEqual(["blocked", "denied", "domain_not_listed", "trade_unknown"]);
  await Promise.all([page, owner.page, other.page].map((each) => each.context().close()));
  await Promise.all([shop.close(), theirs.close()]);
});
