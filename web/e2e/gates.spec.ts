import { expect, test } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { agree, somebody, type Somebody } from "./deals";
import { DATA } from "./playwright.config";
import { look, open } from "./support";

// Kinds of help that no other test asks for, since the gates are everybody's; at any hour.
const [ANSWERED, BOOKED, SECURED, WAIVED] = ["queue", "errands", "daily_things", "electrician"];
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

test("who asks is told of the deposit before the yes, holds it with the fee, and a dispute that both settle takes some of it", async ({
  browser,
}) => {
  const [wang, an, lin] = [
    await somebody(browser, "en", "Wang"),
    await somebody(browser, "en", "An"),
    await somebody(browser, "en", "Lin"),
  ];
  await granted(wang);
  await gate(wang, { category: SECURED, deposit_minor: 5000, deposit_waived_from: 700 });
  await an.ask("POST", "/api/wallet/top-ups", { amount: { minor: 20_000, currency: "CNY" } });
  const fee = { minor: 3000, currency: "CNY" };
  const { page } = an;
  await open(page, `/ask?category=${SECURED}`);
  await page.getByLabel("What you pay").fill("30");
  const said = page.locator(".gate-note");
  await expect(said).toContainText("puts down ¥50.00 beside the fee");
  await expect(said).toContainText("standing of 700");
  await said.scrollIntoViewIfNeeded();
  await look(page, "deposit-ask");
  const wish = { category: SECURED, title: "Lend me your drill", at: AT, when: { now: true }, minutes: 15, fee };
  const need = await an.ask("POST", "/api/needs", { ...wish, payment: "balance" });
  await lin.ask("POST", `/api/needs/${need.id}/bids`, { fee, note: "" });

  // At the yes it is said once more; then both are held at once.
  await open(page, `/needs/${need.id}`);
  await page.getByRole("button", { name: "Agree on ¥30" }).click();
  const yes = page.getByRole("dialog", { name: "Agree with Lin" });
  await expect(yes.locator(".gate-note")).toContainText("comes back when the deal ends");
  await look(page, "deposit-agree");
  await yes.getByRole("button", { name: "Agree on ¥30" }).click();
  await expect(page).toHaveURL(/\/deals\//);
  const deal = page.url().split("/").at(-1) ?? "";
  await expect(page.getByText("Hold ¥80, and Lin can start.")).toBeVisible();
  await expect(page.getByText("¥50 of it is a deposit")).toBeVisible();
  await look(page, "deposit-fund");
  await page.getByRole("button", { name: "Hold ¥80 until it is done" }).click();
  await expect(page.getByText("held apart; it comes back when the deal ends")).toBeVisible();

  // Something went wrong through who asked: the helper proposes what of it is theirs, and the asker agrees.
  await lin.ask("POST", `/api/deals/${deal}/start`);
  await lin.ask("POST", `/api/deals/${deal}/deliver`, { note: "Done" });
  await lin.ask("POST", `/api/deals/${deal}/dispute`, { reason: "damage" });
  await open(lin.page, `/deals/${deal}`);
  await lin.page.getByLabel("To Lin, for the work").last().fill("30");
  const taken = lin.page.getByLabel("From the deposit to Lin");
  await taken.fill("51");
  const propose = lin.page.getByRole("button", { name: "Propose ¥30 for me, ¥0 for An" });
  await expect(propose).toBeDisabled();
  await taken.fill("20");
  await look(lin.page, "deposit-propose");
  await propose.click();
  await expect(lin.page.getByText("Of the deposit: ¥20 to Lin, ¥30 back to An.")).toBeVisible();
  await expect(page.getByText("Of the deposit: ¥20 to Lin, ¥30 back to An.")).toBeVisible();
  await look(page, "deposit-accept");
  await page.getByRole("button", { name: /^Agree: / }).click();
  await expect(page.getByText("¥20 of it went to Lin, the rest came back")).toBeVisible();
  await look(page, "deposit-taken");
  await open(page, "/pay");
  await expect(page.getByText("Deposit returned")).toBeVisible();
  await expect(page.locator(".balance-sum")).toHaveText("¥150.00");
  await gate(wang, { category: SECURED });
  await Promise.all([wang, an, lin].map((each) => each.page.context().close()));
});

test("a deposit comes back when the deal is called off, and from a standing on there is none, in Chinese and at night", async ({
  browser,
}) => {
  const [wang, an, lin] = [
    await somebody(browser, "zh-CN", "王"),
    await somebody(browser, "zh-CN", "安"),
    await somebody(browser, "zh-CN", "林"),
  ];
  await granted(wang);
  await gate(wang, { category: WAIVED, deposit_minor: 5000, deposit_waived_from: 400 });
  await an.ask("POST", "/api/wallet/top-ups", { amount: { minor: 20_000, currency: "CNY" } });
  const deal = await agree(an, lin, { category: WAIVED, title: "换一个灯泡", feeMinor: 8000 });
  await an.ask("POST", `/api/deals/${deal}/fund`);
  const { page } = an;
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page, `/deals/${deal}`);
  await expect(page.getByText("单独托管，交易结束后退还")).toBeVisible();
  await an.ask("POST", `/api/deals/${deal}/cancel`, { reason: "changed_mind" });
  await expect(page.getByText("已退还", { exact: false }).last()).toBeVisible();
  await look(page, "deposit-returned-dark-zh");

  await an.ask("PUT", "/api/me/standing/sharing", { is_scored: true });
  await open(page, `/ask?category=${WAIVED}`);
  await page.getByLabel("您支付").fill("80");
  await expect(page.locator(".gate-note")).toContainText("即免押金");
  await look(page, "deposit-waived-dark-zh");
  await gate(wang, { category: WAIVED });
  await Promise.all([wang, an, lin].map((each) => each.page.context().close()));
});
