import { expect, test } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { somebody, type Somebody } from "./deals";
import { DATA } from "./playwright.config";
import { look, open } from "./support";

// Kinds of help that no other test asks for, since the gates are everybody's; at any hour.
const [ANSWERED, BOOKED] = ["queue", "errands"];
const AT = { lat: 31.2304, lon: 121.4737 };
const NEWCOMER = { minor: 2000, currency: "CNY" };

/** Makes somebody an operator, by the command that is there for it. */
async function granted(somebody: Somebody): Promise<void> {
  const everywhere = fileURLToPath(new URL("../../.venv/bin/everywhere", import.meta.url));
  const { phone } = await somebody.ask<{ phone: string }>("GET", "/api/me");
  execFileSync(everywhere, ["operator", "grant", phone], { env: { ...process.env, EVERYWHERE_DATA: DATA } });
}

/** Sets a gate as an operator; without figures it is open again. */
async function gate(operator: Somebody, set: Record<string, unknown>): Promise<void> {
  await operator.ask("PUT", "/api/standing/gates", { newcomer_fee_minor: NEWCOMER.minor, ...set });
}

test("a newcomer is told beforehand why a gate is closed and what opens it, does that and gets through", async ({
  browser,
}) => {
  const [wang, an, lin] = [
    await somebody(browser, "en", "Wang"),
    await somebody(browser, "en", "An"),
    await somebody(browser, "en", "Lin"),
  ];
  await granted(wang);
  await gate(wang, { category: ANSWERED, to_offer: 650 });
  const need = await an.ask("POST", "/api/needs", {
    category: ANSWERED,
    title: "Stand in line for bread",
    at: AT,
    when: { now: true },
    minutes: 30,
    fee: { minor: 3000, currency: "CNY" },
    payment: "balance",
  });
  const { page } = lin;
  await open(page, `/needs/${need.id}`);
  await page.getByRole("button", { name: /^Offer help/ }).click();
  const sheet = page.getByRole("dialog");
  const said = sheet.locator(".gate-note");
  await expect(said).toContainText("650");
  await expect(said.getByRole("listitem").first()).toContainText("20");
  await look(page, "gate-closed");
  await sheet.getByLabel("Fee").fill("20");
  await expect(said).not.toHaveClass(/gate-note-closed/);
  await expect(said).toBeVisible();
  await look(page, "gate-newcomer");
  await sheet.getByRole("button", { name: /¥20/ }).click();
  await expect(sheet).toBeHidden();
  const bids = await an.ask<{ items: { fee: { minor: number } }[] }>("GET", `/api/needs/${need.id}/bids`);
  expect(bids.items.map(({ fee }) => fee.minor)).toEqual([2000]);
  await gate(wang, { category: ANSWERED });
  await Promise.all([wang, an, lin].map((each) => each.page.context().close()));
});

test("booking an offer says beforehand what the gate wants, in Chinese and at night", async ({ browser }) => {
  const [wang, an, lin] = [
    await somebody(browser, "zh-CN", "王"),
    await somebody(browser, "zh-CN", "安"),
    await somebody(browser, "zh-CN", "林"),
  ];
  const offer = await an.ask("POST", "/api/offers", {
    category: BOOKED,
    title: "取一份文件",
    at: AT,
    radius_m: 2000,
    text: "",
    hours: [],
    price: { kind: "fixed", amount: { minor: 6000, currency: "CNY" } },
  });
  await granted(wang);
  await gate(wang, { category: BOOKED, to_ask: 650 });
  const { page } = lin;
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page, `/offers/${offer.id}/book`);
  const said = page.locator(".gate-note");
  await expect(said).toContainText("650");
  await said.scrollIntoViewIfNeeded();
  await look(page, "gate-booking-dark-zh");
  await page.getByLabel("总费用").fill("20");
  await expect(said).not.toHaveClass(/gate-note-closed/);
  await page.getByRole("button", { name: /¥20/ }).click();
  await expect(page.getByRole("article", { name: /¥20/ })).toBeVisible();
  const bids = await an.ask<{ items: { fee: { minor: number } }[] }>("GET", `/api/offers/${offer.id}/bids`);
  expect(bids.items.map(({ fee }) => fee.minor)).toEqual([2000]);
  await gate(wang, { category: BOOKED });
  await Promise.all([wang, an, lin].map((each) => each.page.context().close()));
});
