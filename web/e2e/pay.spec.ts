import { expect, test, type Page } from "@playwright/test";
import { somebody } from "./deals";
import { opened } from "./shop";
import { expectAccessible, expectNoSidewaysScroll, open, phone, shoot, signIn } from "./support";

const CNY = (minor: number) => ({ minor, currency: "CNY" });

async function lookAt(page: Page, name: string): Promise<void> {
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await shoot(page, name);
}

test("a shop's order is paid on the cashier page, its printed code by a second browser, and its server hears of both", async ({
  browser,
}) => {
  const [owner, payer] = [await somebody(browser, "en", "Mei"), await somebody(browser, "en", "An")];
  const shop = await opened(owner);
  await payer.ask("POST", "/api/wallet/top-ups", { amount: CNY(50_000) });

  // The shop's own page sends the payer's browser here, with a payment that needs their word.
  const { page } = payer;
  await page.goto(
    shop.page({
      out_trade_no: "order-1",
      total_amount: "300.00",
      subject: "Teapot, blue, hand made",
      return_url: `${shop.url}/thanks?table=7`,
    }),
  );
  await expect(page.getByRole("heading", { name: "Pay Corner shop" })).toBeVisible();
  await expect(page.getByText("Teapot, blue, hand made")).toBeVisible();
  await lookAt(page, "cashier");
  await page.getByRole("button", { name: "Pay ¥300.00 to Corner shop" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("New payment password").fill("246802");
  await sheet.getByLabel("The same again").fill("246802");
  await lookAt(page, "cashier-password");
  await sheet.getByRole("button", { name: "Set the payment password" }).click();
  await sheet.getByLabel("Payment password", { exact: true }).fill("975313");
  await expect(sheet.getByRole("alert")).toContainText("4 tries are left");
  await sheet.getByLabel("Payment password", { exact: true }).fill("246802");
  await expect(page.getByText("Paid to Corner shop")).toBeVisible();
  await page.getByRole("button", { name: /^Back to 127/ }).click();
  await expect(page.getByRole("heading", { name: "Thank you" })).toBeVisible();
  const back = new URL(page.url());
  expect(back.searchParams.get("table")).toBe("7");
  back.searchParams.delete("table");
  const said = Object.fromEntries(back.searchParams);
  expect([said["out_trade_no"], said["total_amount"], shop.isSigned(said)]).toEqual(["order-1", "300.00", true]);

  // A guest scans a photograph of what stands on the counter's paper, and signs in to pay.
  const printed = await shop.call("alipay.trade.precreate", {
    out_trade_no: "order-2",
    total_amount: "8.50",
    subject: "Two cups of tea",
  });
  const code = printed["qr_code"]?.split("/").at(-1) ?? "";
  const guest = await phone(browser, "zh-CN");
  const picture = await guest.request.get(`/api/pay/codes/${code}/picture?kind=png`);
  await open(guest, "/pay/scan");
  const photo = { name: "counter.png", mimeType: "image/png", buffer: await picture.body() };
  await guest.getByLabel("从图片中识别").setInputFiles(photo);
  await expect(guest.getByText("Two cups of tea")).toBeVisible();
  await lookAt(guest, "cashier-guest");
  await guest.getByRole("button", { name: "登录并付款 ¥8.50" }).click();
  await signIn(guest, `136${String(Date.now()).slice(-8)}`);
  await guest.getByRole("button", { name: "还差 ¥8.50，去充值" }).click();
  await guest.getByRole("dialog").getByRole("button", { name: /^充值/ }).click();
  await guest.getByRole("button", { name: "付 ¥8.50 给Corner shop" }).click();
  await expect(guest.getByText("已付款给Corner shop")).toBeVisible();
  await lookAt(guest, "cashier-paid");

  // Nobody pays it twice, and its server was told of both.
  await open(page, `/q/${code}`);
  await expect(page.getByText("Corner shop was paid for this")).toBeVisible();
  await expect.poll(() => shop.told.map((each) => each["out_trade_no"]).sort()).toEqual(["order-1", "order-2"]);
  expect(shop.told.map((each) => each["trade_status"])).toEqual(["TRADE_SUCCESS", "TRADE_SUCCESS"]);
  await shop.close();
  await Promise.all([page.context().close(), guest.context().close(), owner.page.context().close()]);
});
