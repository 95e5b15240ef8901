import { expect, test } from "@playwright/test";
import { somebody } from "./deals";
import { opened } from "./shop";
import { look as lookAt, open } from "./support";

const FAMILY = "zhima.credit.payafteruse";
const PASSWORD = "246802";

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

test("what somebody used first waits while their balance is empty, is paid by hand, and their standing leads to it", async ({
  browser,
}) => {
  const [owner, payer] = [await somebody(browser, "en", "Mei"), await somebody(browser, "en", "An")];
  const shop = await opened(owner);
  await payer.ask("PUT", "/api/me/standing/sharing", { is_scored: true });
  await payer.ask("PUT", "/api/me/pay/password", { password: PASSWORD });
  const asked = { out_agreement_no: "after-1", zm_service_id: "s1", extra_param: '{"admittance_score": 350}' };
  const offered = await fetch(shop.afterUse(asked), { redirect: "manual" });
  const code = (offered.headers.get("location") ?? "").split("/").at(-1);
  await payer.ask("POST", `/api/me/pay/agreements/codes/${code}/sign`, { password: PASSWORD });
  const signed = await shop.call(`${FAMILY}.creditagreement.query`, { out_agreement_no: "after-1" });
  const order = {
    credit_agreement_id: signed["credit_agreement_id"] ?? "",
    out_order_no: "bank-1",
    subject: "Power bank",
    order_amount: "5.00",
  };
  const { credit_biz_order_id: tab = "" } = await shop.call(`${FAMILY}.creditbizorder.order`, order);
  const { page } = payer;
  await open(page, "/pay");
  await page.getByRole("link", { name: /^Use now, pay after/ }).click();
  await page.getByRole("button", { name: /^Corner shop.*up to ¥5\.00/ }).click();
  const sheet = page.getByRole("dialog", { name: "Corner shop" });
  await expect(sheet.getByText("it is charged to your balance")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();

  // The shop asks for the money, and there is none: the inbox says so and leads to where it is paid.
  const charge = { out_trade_no: "bank-1", auth_code: tab, total_amount: "4.00", subject: "Power bank" };
  const how = { scene: "ZHIMA_CREDIT_CODE", product_code: "GENERAL_WITHHOLDING" };
  await shop.call("alipay.trade.pay", { ...charge, ...how }, "10003");
  await expect(page.getByRole("region", { name: "To be paid to Corner shop" })).toBeVisible();
  await open(page, "/messages");
  await page.getByRole("link", { name: /Corner shop could not charge you/ }).click();
  const due = page.getByRole("region", { name: "To be paid to Corner shop" });
  await expect(due).toContainText("as a promise not kept");
  await lookAt(page, "tabs-due");
  await due.getByRole("button", { name: "¥4.00 is missing: put money in" }).click();
  await page
    .getByRole("dialog", { name: "Put money in" })
    .getByRole("button", { name: /^Put ¥/ })
    .click();
  await due.getByRole("button", { name: "Pay ¥4.00 to Corner shop" }).click();
  await page.getByRole("dialog").getByLabel("Payment password", { exact: true }).fill(PASSWORD);
  await expect(due).toBeHidden();
  await expect(page.getByRole("button", { name: /^Corner shop.*· paid/ })).toBeVisible();
  await lookAt(page, "tabs");

  await open(page, "/me/standing");
  const line = page.getByRole("button", { name: /^Promise kept in time/ });
  await expect(async () => {
    await page.reload();
    await expect(line).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await line.click();
  await page.getByRole("dialog").getByRole("link", { name: "Open what was used" }).click();
  await expect(sheet.getByText("a promise kept in time")).toBeVisible();
  await lookAt(page, "tabs-told");
  await shop.close();
  await Promise.all([page.context().close(), owner.page.context().close()]);
});
