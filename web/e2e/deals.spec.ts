import { expect, test } from "@playwright/test";
import { held, somebody } from "./deals";
import { look, open } from "./support";

test("whoever calls a deal off sees first who pays what", async ({ browser }) => {
  const [an, lin] = [await somebody(browser, "en", "An"), await somebody(browser, "en", "Lin")];
  const deal = await held(an, lin, "Charge my phone");
  await lin.ask("POST", `/api/deals/${deal}/start`);
  await Promise.all([open(an.page, `/deals/${deal}`), open(lin.page, `/deals/${deal}`)]);
  await an.page.getByRole("button", { name: /^Call it off/ }).click();
  const sheet = an.page.getByRole("dialog", { name: "Call it off" });
  await sheet.locator("label", { hasText: "No longer needed" }).click();
  await expect(sheet.getByText("¥15 comes back to you, ¥15 goes to Lin.")).toBeVisible();
  await look(an.page, "deal-cancel");
  await sheet.getByRole("button", { name: "Call it off: ¥15 back to you, ¥15 to Lin" }).click();
  await expect(lin.page.getByText("¥15 went back to An, ¥15 to you.")).toBeVisible();
  await look(lin.page, "deal-cancelled");
  await Promise.all([an.page.context().close(), lin.page.context().close()]);
});

test("what is wrong is said, shown, and settled by a split that both agree to", async ({ browser }) => {
  const [an, lin] = [await somebody(browser, "en", "An"), await somebody(browser, "en", "Lin")];
  const deal = await held(an, lin, "Charge my phone");
  await Promise.all([open(an.page, `/deals/${deal}`), open(lin.page, `/deals/${deal}`)]);
  await an.page.getByRole("button", { name: /^Something is wrong/ }).click();
  await an.page.locator("label", { hasText: "Only partly done" }).click();
  await an.page.getByRole("dialog").getByLabel("What happened").fill("It stopped at half.");
  await look(an.page, "dispute-open");
  await an.page.getByRole("button", { name: "Tell Lin what is wrong" }).click();
  await expect(lin.page.getByText("It stopped at half.")).toBeVisible();
  await lin.page.getByRole("textbox", { name: "To Lin, for the work" }).fill("20");
  await look(lin.page, "dispute-room");
  await lin.page.getByRole("button", { name: "Propose ¥20 for me, ¥10 for An" }).click();
  await an.page.getByRole("button", { name: "Agree: ¥10 back to me, ¥20 to Lin" }).click();
  await expect(lin.page.getByText("You two agreed: ¥20 came to you, ¥10 went back to An.")).toBeVisible();
  await Promise.all([an.page.context().close(), lin.page.context().close()]);
});

test("more money is asked for and agreed to; what was said without a network arrives once", async ({ browser }) => {
  const [an, lin] = [await somebody(browser, "en", "An"), await somebody(browser, "en", "Lin")];
  const deal = await held(an, lin, "Charge my phone");
  await Promise.all([open(an.page, `/deals/${deal}`), open(lin.page, `/deals/${deal}`)]);
  await lin.page.getByRole("button", { name: /^Change the price/ }).click();
  const sheet = lin.page.getByRole("dialog", { name: "Ask for more" });
  await sheet.getByLabel("How much more").fill("5.5");
  await sheet.getByLabel("What for").fill("a longer cable");
  await sheet.getByRole("button", { name: "Ask An for ¥5.50 more" }).click();
  await expect(an.page.getByText("a longer cable")).toBeVisible();
  await look(an.page, "deal-more");
  await an.page.getByRole("button", { name: "Yes, hold ¥5.50 more" }).click();
  await expect(lin.page.getByText("¥35.50 is held for you.", { exact: false })).toBeVisible();

  await an.page.getByRole("link", { name: /^Talk with Lin/ }).click();
  await expect(an.page.getByText("Say the first word")).toBeVisible();
  await an.page.context().setOffline(true);
  await an.page.getByLabel("Write something").fill("I am at the window");
  await an.page.keyboard.press("Enter");
  await expect(an.page.getByText("is on its way")).toBeVisible();
  await look(an.page, "talk-offline");
  await an.page.context().setOffline(false);
  await expect(an.page.getByText("is on its way")).toBeHidden();
  await lin.page.getByRole("link", { name: /Talk with An/ }).click();
  await expect(lin.page.getByText("I am at the window")).toHaveCount(1);

  await open(lin.page, "/messages");
  await look(lin.page, "messages");
  await open(an.page, "/me/deals");
  await expect(an.page.getByText("Charge my phone")).toBeVisible();
  await look(an.page, "my-deals");
  await open(an.page, "/pay");
  await an.page.locator("label", { hasText: "Held and released" }).click();
  await expect(an.page.getByText("Held for a deal").first()).toBeVisible();
  await look(an.page, "wallet");
  await Promise.all([an.page.context().close(), lin.page.context().close()]);
});
