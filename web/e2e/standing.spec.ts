import { expect, test } from "@playwright/test";
import { agree, held, somebody } from "./deals";
import { look, open } from "./support";

test("somebody agrees to be scored, reads every line, tries what would be, contests one and takes it back", async ({
  browser,
}) => {
  const [lin, an] = [await somebody(browser, "en", "Lin"), await somebody(browser, "en", "An")];
  const { page } = lin;
  const deal = await agree(an, lin, { title: "Charge my phone", payment: "cash" });
  await open(page, "/me/standing");
  await expect(page.getByText("Your kept promises can speak for you")).toBeVisible();
  await look(page, "standing-ask");
  await page.locator("label", { hasText: "The score" }).click();
  await page.getByRole("button", { name: "Agree and make my score" }).click();
  await expect(page.locator(".dial-score")).toBeVisible();
  await lin.ask("POST", `/api/deals/${deal}/cancel`, { reason: "cannot_make_it" });

  const kept = page.getByRole("slider", { name: "Promises kept" });
  await kept.focus();
  await page.keyboard.press("End");
  await expect(page.getByText("30 promises more, kept in time")).toBeVisible();
  await expect(page.getByText(/\d+ points more/)).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("button", { name: /Phone number verified/ })).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await look(page, "standing");

  await page.getByRole("button", { name: /Phone number verified/ }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("What is wrong?").fill("It is another number by now.");
  await look(page, "standing-receipt");
  await sheet.getByRole("button", { name: "Ask a human to look at it" }).click();
  await expect(page.getByText("A human looks at it")).toBeVisible();
  await expect(page.getByRole("timer")).toContainText(/6|7/);

  await open(an.page, `/people/${lin.id}`);
  await expect(an.page.getByText(/^Standing \d{3}/)).toBeVisible();
  await look(an.page, "person-standing");

  await page.getByRole("button", { name: "Stop being scored" }).click();
  await page.getByRole("button", { name: "Delete my score" }).click();
  await expect(page.getByText("Your kept promises can speak for you")).toBeVisible();
  await Promise.all([page.context().close(), an.page.context().close()]);
});

test("standing is carried from one town to another by its signed file, in Chinese and at night", async ({
  browser,
}) => {
  const lin = await somebody(browser, "zh-CN", "林");
  await lin.ask("PUT", "/api/me/standing/sharing", { is_scored: true, shown: "band" });
  await lin.page.emulateMedia({ colorScheme: "dark" });
  await open(lin.page, "/me/standing");
  await expect(lin.page.locator(".dial-score")).toBeVisible();
  await look(lin.page, "standing-dark-zh");
  await lin.page.getByRole("button", { name: /从别处带来/ }).click();
  const place = (await lin.page.locator(".standing-place").textContent()) ?? "";
  expect(place).toContain(`#${lin.id}`);
  await look(lin.page, "standing-bring");
  await lin.page.keyboard.press("Escape");
  await lin.page.getByRole("button", { name: /带走信誉/ }).click();
  await lin.page.getByLabel("你在那里的位置").fill(place);
  const download = lin.page.waitForEvent("download");
  await lin.page.getByRole("button", { name: "签名并保存文件" }).click();
  expect((await download).suggestedFilename()).toBe("everywhere-standing.json");
  await lin.page.context().close();
});

test("a review's receipt says what was said and opens its deal", async ({ browser }) => {
  const [lin, an] = [await somebody(browser, "en", "Lin"), await somebody(browser, "en", "An")];
  await lin.ask("PUT", "/api/me/standing/sharing", { is_scored: true });
  const deal = await held(an, lin, "Charge my phone");
  await lin.ask("POST", `/api/deals/${deal}/start`);
  await lin.ask("POST", `/api/deals/${deal}/deliver`, { note: "Done" });
  await an.ask("POST", `/api/deals/${deal}/complete`);
  await an.ask("POST", `/api/deals/${deal}/review`, { stars: 4, text: "Quick and kind" });
  await lin.ask("POST", `/api/deals/${deal}/review`, { stars: 5 });
  await open(lin.page, "/me/standing");
  const line = lin.page.getByRole("button", { name: /^Review/ });
  await expect(async () => {
    await lin.page.reload();
    await expect(line).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await line.click();
  const sheet = lin.page.getByRole("dialog");
  await expect(sheet.getByText("4 stars of 5 · “Quick and kind”")).toBeVisible();
  await look(lin.page, "standing-review");
  await sheet.getByRole("link", { name: "Open the deal" }).click();
  await expect(lin.page).toHaveURL(new RegExp(`/deals/${deal}$`));
  await Promise.all([lin.page.context().close(), an.page.context().close()]);
});

test("a shop owner sees what a sale that went wrong says, what a crowd of unknown buyers does, and opens the trade", async ({
  browser,
}) => {
  const [mei, an] = [await somebody(browser, "en", "Mei"), await somebody(browser, "en", "An")];
  await mei.ask("PUT", "/api/me/standing/sharing", { is_scored: true });
  await mei.ask("PUT", "/api/me/pay/merchant", { name: "Tea house" });
  const { code } = await mei.ask<{ code: string }>("POST", "/api/me/pay/shop-codes", { label: "A tea pot" });
  await an.ask("POST", "/api/wallet/top-ups", { amount: { minor: 10_000, currency: "CNY" } });
  const amount = { minor: 2_000, currency: "CNY" };
  const sold = await an.ask<{ id: string; trade_no: string }>("POST", `/api/me/pay/codes/${code}/pay`, { amount });
  const complaint = `/api/me/pay/receipts/${sold.id}/complaint`;
  await expect(async () => {
    await an.ask("POST", complaint, { reason: "damaged", text: "It leaks." });
  }).toPass();
  const back = { amount, reason: "It leaked" };
  await mei.ask("POST", `/api/me/pay/merchant/trades/${sold.trade_no}/refund`, back);
  const { number } = await an.ask<{ number: string }>("GET", complaint);
  await mei.ask("POST", `/api/me/pay/complaints/${number}/moves`, { move: "answer", text: "Your money is back." });
  await an.ask("POST", `${complaint}/moves`, { move: "settle" });

  // A sale that went well speaks after a week; the screen is shown one, as the server tells it of a crowd.
  const { page } = mei;
  await page.route("**/api/me/standing", async (route) => {
    const answer = await route.fetch();
    const said = (await answer.json()) as { lines: { receipt: { kind: string } }[] };
    const lost = said.lines.find(({ receipt }) => receipt.kind === "trade");
    const kept = { ...lost, fact_id: sold.id, kind: "kept", is_of_crowd: true, points: 1 };
    await route.fulfill({ response: answer, json: { ...said, lines: lost ? [...said.lines, kept] : said.lines } });
  });
  await open(page, "/me/standing");
  const lost = page.getByRole("button", { name: /^Dispute decided.*as a merchant/ });
  await expect(async () => {
    await page.reload();
    await expect(lost).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await page.getByRole("button", { name: /^Promise kept in time.*as a merchant/ }).click();
  const sheet = page.getByRole("dialog", { name: "A receipt" });
  await expect(sheet.getByText("Together they count as a few do")).toBeVisible();
  await look(page, "standing-shop-crowd");
  await page.keyboard.press("Escape");
  await lost.click();
  await expect(sheet.getByText("Together they count as a few do")).toBeHidden();
  await sheet.getByRole("link", { name: "Open the trade" }).click();
  await expect(page).toHaveURL(new RegExp(`/me/takings/trades/${sold.trade_no}$`));
  await expect(page.getByText("All of it was given back.")).toBeVisible();
  await Promise.all([page.context().close(), an.page.context().close()]);
});
