import { chromium, expect, test } from "@playwright/test";
import { encodeQR } from "qr";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { somebody } from "./deals";
import { opened } from "./shop";
import { look, open, phone } from "./support";

const CNY = (minor: number) => ({ minor, currency: "CNY" });
const PASSWORD = "246802";

interface Code {
  code: string;
  url: string;
}

test("a larger payment to a person waits for the payer's word, and a shop may hold money back by it", async ({
  browser,
}) => {
  const [mei, an] = [await somebody(browser, "en", "Mei"), await somebody(browser, "en", "An")];
  await an.ask("POST", "/api/wallet/top-ups", { amount: CNY(60_000) });
  await an.ask("PUT", "/api/me/pay/password", { password: PASSWORD });
  const { code } = await mei.ask<Code>("GET", "/api/me/pay/receive-code");
  const { page } = an;
  await open(page, `/r/${code}?amount=250`);
  await page.getByRole("button", { name: "Pay ¥250 to Mei now" }).click();
  const sheet = page.getByRole("dialog", { name: "Confirm your payment" });
  await expect(sheet.getByText("Pay ¥250 to Mei now")).toBeVisible();
  await look(page, "send-word");
  await sheet.getByLabel("Payment password", { exact: true }).fill("975313");
  await expect(sheet.getByRole("alert")).toContainText("4 tries are left");
  await sheet.getByLabel("Payment password", { exact: true }).fill(PASSWORD);
  await expect(page.getByText("Payment · ").first()).toBeVisible();
  const { balances } = await mei.ask<{ balances: { available: { minor: number } }[] }>("GET", "/api/wallet");
  expect(balances.map(({ available }) => available.minor)).toEqual([25_000]);

  // A deposit by the code that a shop's program asked for.
  const shop = await opened(mei);
  const asked = await shop.call("alipay.fund.auth.order.voucher.create", {
    out_order_no: "deposit-1",
    out_request_no: "deposit-1",
    order_title: "Deposit for a bicycle",
    amount: "300.00",
    product_code: "PRE_AUTH",
  });
  await open(page, new URL(asked["code_value"] ?? "").pathname);
  await expect(page.getByText("Deposit for a bicycle")).toBeVisible();
  await look(page, "reservation");
  await page.getByRole("button", { name: "Hold ¥300.00 for Corner shop" }).click();
  await page.getByRole("dialog").getByLabel("Payment password", { exact: true }).fill(PASSWORD);
  await expect(page.getByText("You agreed to this")).toBeVisible();
  await shop.close();
  await Promise.all([page.context().close(), mei.page.context().close()]);
});

test("a shop owner without a program finds a trade of today and gives a part of it back, then the rest", async ({
  browser,
}) => {
  const [mei, an] = [await somebody(browser, "en", "Mei"), await somebody(browser, "en", "An")];
  await an.ask("POST", "/api/wallet/top-ups", { amount: CNY(10_000) });
  await mei.ask("PUT", "/api/me/pay/merchant", { name: "Tea house" });
  const { code } = await mei.ask<Code>("POST", "/api/me/pay/shop-codes", { label: "Two cups of tea" });
  await an.ask("POST", `/api/me/pay/codes/${code}/pay`, { amount: CNY(2_000) });
  const { page } = mei;
  await open(page, "/me/takings");
  await page.getByRole("link", { name: /^Trades of my shop/ }).click();
  await page.getByLabel("Search").fill("coffee");
  await expect(page.getByText("No trade of this kind")).toBeVisible();
  await page.getByLabel("Search").fill("cups");
  await expect(page.getByRole("link", { name: /^Two cups of tea/ })).toBeVisible();
  await look(page, "shop-trades");
  await page.getByRole("link", { name: /^Two cups of tea/ }).click();
  await page.getByRole("button", { name: "Give money back" }).click();
  const sheet = page.getByRole("dialog", { name: "Give money back" });
  await sheet.getByLabel("How much").fill("5");
  await sheet.getByLabel(/^What for/).fill("One cup was cold");
  await look(page, "shop-give-back");
  await sheet.getByRole("button", { name: "Give ¥5.00 back to the payer" }).click();
  await expect(page.getByText("One cup was cold")).toBeVisible();
  await page.getByRole("button", { name: "Give money back" }).click();
  await sheet.getByRole("button", { name: "Give ¥15.00 back to the payer" }).click();
  await expect(page.getByText("All of it was given back.")).toBeVisible();
  await look(page, "shop-trade");
  const { balances } = await an.ask<{ balances: { available: { minor: number } }[] }>("GET", "/api/wallet");
  expect(balances.map(({ available }) => available.minor)).toEqual([10_000]);
  await Promise.all([page.context().close(), an.page.context().close()]);
});

/** A film of a code held before a camera, as Chromium plays it for one: planes of grey, in YUV 4:2:0. */
function film(text: string): string {
  const [width, height] = [640, 480];
  const modules = encodeQR(text, "raw", { ecc: "medium", border: 4 });
  const scale = Math.floor(height / modules.length);
  const [left, top] = [(width - modules.length * scale) >> 1, (height - modules.length * scale) >> 1];
  const grey = Buffer.alloc(width * height, 235);
  for (let y = 0; y < modules.length * scale; y++)
    for (let x = 0; x < modules.length * scale; x++)
      if (modules[Math.floor(y / scale)]?.[Math.floor(x / scale)]) grey[(top + y) * width + left + x] = 16;
  const frame = Buffer.concat([Buffer.from("FRAME\n"), grey, Buffer.alloc((width * height) / 2, 128)]);
  const folder = fileURLToPath(new URL("results", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/code-${process.pid}.y4m`;
  writeFileSync(
    path,
    Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`), frame, frame]),
  );
  return path;
}

test("the camera sees a code on a counter, and what it asks for is paid", async ({ browser, launchOptions }) => {
  const mei = await somebody(browser, "en", "Mei");
  await mei.ask("PUT", "/api/me/pay/merchant", { name: "Tea house" });
  const { url } = await mei.ask<Code>("POST", "/api/me/pay/shop-codes", { label: "Counter" });
  const withCamera = await chromium.launch({
    ...launchOptions,
    args: [
      ...(launchOptions.args ?? []),
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${film(url)}`,
    ],
  });
  const an = await somebody(withCamera, "en", "An");
  await an.ask("POST", "/api/wallet/top-ups", { amount: CNY(1_000) });
  await open(an.page, "/pay/scan");
  await expect(an.page.getByRole("heading", { name: "Pay Tea house" })).toBeVisible();
  await an.page.getByLabel("How much").fill("8.50");
  await an.page.getByRole("button", { name: "Pay ¥8.50 to Tea house" }).click();
  await expect(an.page.getByText("Paid to Tea house")).toBeVisible();

  // Without a camera there is the picture of one: the button says so, and the code in it opens the same page.
  const guest = await phone(browser, "en");
  const picture = await guest.request.get(`/api/pay/codes/${url.split("/").at(-1)}/picture?kind=png`);
  await open(guest, "/pay/scan");
  await expect(guest.getByText("No camera here")).toBeVisible();
  const choose = guest.waitForEvent("filechooser");
  await guest.locator("button", { hasText: "Choose a picture with a code" }).click();
  await (await choose).setFiles({ name: "counter.png", mimeType: "image/png", buffer: await picture.body() });
  await expect(guest.getByRole("heading", { name: "Pay Tea house" })).toBeVisible();
  await Promise.all([guest.context().close(), mei.page.context().close()]);
  await withCamera.close();
});
