import { expect, test } from "@playwright/test";
import { SLOWER } from "./playwright.config";
import { expectAccessible, LANGUAGES, look, open, phone, shoot, SIZES } from "./support";

// The map is drawn without a graphics card here, and a wide one takes its time.
const DRAWN_MS = 120_000 * SLOWER;

const WORDS = {
  "zh-CN": { ask: "我要求助", lend: "我来帮忙", found: /这里有|最近的/, list: "附近有什么" },
  en: { ask: "Ask for help", lend: "Lend a hand", found: /needs? and/, list: "What is near" },
};

for (const language of LANGUAGES) {
  test(`the first screen in ${language}, at every size`, async ({ browser }) => {
    const page = await phone(browser, language);
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (said) => {
      if (said.type() === "error") faults.push(said.text());
    });
    const words = WORDS[language];
    await open(page, "/");
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await expect(page.getByRole("button", { name: words.ask })).toBeVisible();
      await expect(page.getByRole("button", { name: words.lend })).toBeVisible();
      await expect(page.getByText(words.found)).toBeVisible();
      await expect(page.locator(".map canvas")).toBeVisible();
      await expect(page.getByText("© OpenStreetMap contributors")).toBeVisible();
      await expect(page.locator(".map[data-still=true]")).toBeVisible({ timeout: DRAWN_MS });
      await look(page, `home-${language}-${size.width}`);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
}

test("the list is the map's equal, and opens by keyboard", async ({ browser }) => {
  const page = await phone(browser, "en");
  await open(page, "/");
  const handle = page.getByRole("slider", { name: "List height" });
  await handle.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(handle).toHaveAttribute("aria-valuetext", "open");
  const counted = await page.getByText(WORDS.en.found).textContent();
  const [needs = 0, offers = 0] = [...(counted ?? "").matchAll(/\d+/g)].map(Number);
  const first = page.getByRole("list", { name: "What is near" }).getByRole("listitem").first();
  await expect(first).toHaveAttribute("aria-setsize", String(needs + offers));
  await expectAccessible(page);
  await shoot(page, "home-list");
  await page.context().close();
});

test("one leaves the map for both things that one comes for, and finds it again", async ({ browser }) => {
  const page = await phone(browser, "en");
  await open(page, "/");
  await page.getByRole("button", { name: "Ask for help" }).click();
  await page.getByRole("button", { name: "Charge a phone" }).click();
  await expect(page.getByLabel("In a line")).toBeVisible();
  await page.goBack();
  await page.goBack();
  await page.getByRole("button", { name: "Lend a hand" }).click();
  await expect(page).toHaveURL(/\/lend/);
  await expect(page.locator("h1")).toBeVisible();
  await page.context().close();
});

test("whoever denies their position chooses a place by its name", async ({ browser }) => {
  const page = await phone(browser, "en");
  await open(page, "/");
  await page.getByRole("button", { name: "Look where I am" }).click();
  await page.getByRole("dialog").getByRole("searchbox").fill("wujiao");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Wujiaochang/ })
    .click();
  await expect(page.getByRole("button", { name: /Around Wujiaochang/ })).toBeVisible();
  await expect(page.getByText(WORDS.en.found)).toBeVisible();
  await page.context().close();
});

test("at night the map goes dark with the app", async ({ browser }) => {
  const page = await phone(browser, "zh-CN");
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page, "/");
  await expect(page.getByText(WORDS["zh-CN"].found)).toBeVisible();
  await expect(page.locator(".map[data-still]")).toBeVisible({ timeout: DRAWN_MS });
  await expectAccessible(page);
  await shoot(page, "home-dark");
  await page.context().close();
});
