import { expect, test } from "@playwright/test";
import { somebody } from "./deals";
import { expectAccessible, look, open, phone, shoot, signIn } from "./support";

test("somebody signs in where they wanted to act, and out again", async ({ browser }) => {
  const page = await phone(browser, "en");
  await open(page, "/me");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expectAccessible(page);
  await shoot(page, "sign-in");
  await signIn(page, "13800001234");
  await expect(page.getByText(/13800001234/)).toBeVisible();
  await expectAccessible(page);
  await shoot(page, "me");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You are looking around as a guest")).toBeVisible();
  await page.context().close();
});

test("a wrong code says what to do", async ({ browser }) => {
  const page = await phone(browser, "zh-CN");
  await open(page, "/pay");
  await page.getByRole("button", { name: "登录" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.locator("input").fill("13800001235");
  await page.keyboard.press("Enter");
  await sheet.locator("input[autocomplete=one-time-code]").fill("123456");
  await expect(sheet.getByRole("alert")).toBeVisible();
  await expectAccessible(page);
  await page.context().close();
});

test("an address is added by its code, and leads to the same account", async ({ browser }) => {
  const { page, id } = await somebody(browser, "en", "An");
  const email = `an-${id}@example.org`;
  await open(page, "/me/profile");
  await page.getByRole("button", { name: /^Add an e-mail address/ }).click();
  const sheet = page.getByRole("dialog", { name: "Add an e-mail address" });
  await sheet.getByLabel("E-mail address").fill("an at home");
  await page.keyboard.press("Enter");
  await expect(sheet.getByRole("alert")).toBeVisible();
  await sheet.getByLabel("E-mail address").fill(email);
  await look(page, "add-email");
  await page.keyboard.press("Enter");
  await sheet.getByLabel("Six digits").fill("123456");
  await expect(sheet.getByRole("alert")).toBeVisible();
  await sheet.getByLabel("Six digits").fill("000000");
  await expect(sheet).toBeHidden();
  await expect(page.getByText(email)).toBeVisible();
  await open(page, "/me");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in" }).click();
  await signIn(page, email);
  await expect(page.getByText("An", { exact: true })).toBeVisible();
  await page.context().close();
});

test("language, shade and text size change at once, and text at 150 % fits", async ({ browser }) => {
  const page = await phone(browser, "en");
  await open(page, "/me/settings");
  await page.locator("label", { hasText: "中文" }).click();
  await expect(page.getByRole("heading", { name: "设置" })).toBeVisible();
  await page.locator("label", { hasText: "深色" }).click();
  await page.locator("label", { hasText: "150%" }).click();
  await look(page, "settings-dark-large");
  await page.reload();
  await expect(page.getByRole("heading", { name: "设置" })).toBeVisible();
  await expect(page.locator("html")).toHaveClass(/dark/);
  await page.context().close();
});

for (const path of ["/messages", "/pay", "/nowhere"]) {
  test(`${path} has a face for whoever is not signed in`, async ({ browser }) => {
    const page = await phone(browser, "en");
    await page.goto(path);
    await expect(page.locator(".face")).toBeVisible();
    await look(page, `guest${path.replace("/", "-")}`);
    await page.context().close();
  });
}
