import { expect, test, type Page } from "@playwright/test";
import { somebody } from "./deals";
import { opened } from "./shop";
import { expectAccessible, expectNoSidewaysScroll, open, shoot } from "./support";

async function lookAt(page: Page, name: string): Promise<void> {
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await shoot(page, name);
}

test("somebody lets a shop charge them, ends it, complains of what was charged, and the shop answers", async ({
  browser,
}) => {
  const [owner, payer] = [await somebody(browser, "en", "Mei"), await somebody(browser, "en", "An")];
  const shop = await opened(owner);
  await payer.ask("POST", "/api/wallet/top-ups", { amount: { minor: 50_000, currency: "CNY" } });

  // The shop sends the browser here, and it comes back signed.
  const { page } = payer;
  await page.goto(shop.agreement({ external_agreement_no: "tea-1", return_url: `${shop.url}/thanks` }));
  await expect(page.getByText("Corner shop asks to charge you without asking each time.")).toBeVisible();
  await lookAt(page, "agreement");
  await page.getByRole("button", { name: "Let Corner shop charge up to ¥1,000.00 at once" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("New payment password").fill("246802");
  await sheet.getByLabel("The same again").fill("246802");
  await sheet.getByRole("button", { name: "Set the payment password" }).click();
  await sheet.getByLabel("Payment password", { exact: true }).fill("246802");
  await expect(page.getByText("Corner shop may charge you")).toBeVisible();
  await page.getByRole("button", { name: "Back to Corner shop" }).click();
  await expect(page.getByRole("heading", { name: "Thank you" })).toBeVisible();
  expect(shop.isSigned(Object.fromEntries(new URL(page.url()).searchParams))).toBe(true);

  // It charges without asking, until it may not any more.
  const { agreement_no = "" } = await shop.call("alipay.user.agreement.query", { external_agreement_no: "tea-1" });
  const params = { agreement_no } as unknown as string;
  const order = { total_amount: "12.00", subject: "Tea of the month", agreement_params: params };
  await shop.call("alipay.trade.pay", { ...order, out_trade_no: "month-1" });
  await open(page, "/pay/agreements");
  await page.getByRole("button", { name: /^Corner shop/ }).click();
  await lookAt(page, "agreements");
  await page.getByRole("dialog").getByRole("button", { name: "Let Corner shop charge you no more" }).click();
  await expect(page.getByRole("heading", { name: "Over" })).toBeVisible();

  // What was charged is complained of at its receipt, and answered from the shop's list.
  await expect
    .poll(async () => (await payer.ask<{ items: unknown[] }>("GET", "/api/me/pay/receipts")).items.length)
    .toBe(1);
  await open(page, "/pay/receipts");
  await page.getByRole("link", { name: /Corner shop/ }).click();
  await page.getByRole("button", { name: "Something is wrong with this" }).click();
  await page.getByRole("dialog").getByRole("radio", { name: "It is damaged" }).check({ force: true });
  await page.getByRole("dialog").getByLabel("What happened").fill("The box was wet.");
  await page.getByRole("dialog").getByRole("button", { name: "Tell the seller" }).click();
  await expect(page.getByText("The seller is to answer")).toBeVisible();
  await lookAt(page, "complaint");
  await open(owner.page, "/me/complaints");
  await owner.page.getByRole("button", { name: /Tea of the month/ }).click();
  const against = owner.page.getByRole("dialog");
  await against.getByLabel("Your words").fill("Another box is on its way.");
  await lookAt(owner.page, "complaint-answer");
  await against.getByRole("button", { name: "Answer and ask whether it is settled" }).click();
  await expect(against.getByText("The buyer is to say whether it is settled")).toBeVisible();
  await page.getByRole("button", { name: "It is settled" }).click();
  await expect(page.getByText("Settled", { exact: true })).toBeVisible();
  await shop.close();
  await Promise.all([page.context().close(), owner.page.context().close()]);
});
