import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Browser, type Page } from "@playwright/test";
import { fileURLToPath } from "node:url";

export const LANGUAGES = ["zh-CN", "en"] as const;
export const SIZES = [
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
] as const;

type Language = (typeof LANGUAGES)[number];

/** Somebody's phone: its own cookies, storage, language and size. */
export async function phone(
  browser: Browser,
  language: Language,
  viewport: { width: number; height: number } = SIZES[0],
): Promise<Page> {
  const context = await browser.newContext({ locale: language, viewport, reducedMotion: "reduce" });
  return context.newPage();
}

/** Goes to a screen, and waits until it has something to say. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator("h1")).toBeAttached();
}

/** Nothing is wider than the screen. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [wide, seen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(wide).toBeLessThanOrEqual(seen ?? 0);
}

/** axe finds nothing that keeps somebody out (WCAG 2.2 AA). */
export async function expectAccessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}

/** A picture for people to look at; git does not keep it. */
export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: fileURLToPath(new URL(`shots/${name}.png`, import.meta.url)), animations: "disabled" });
}

/** The demo's sign-in, through the sheet that is open. */
export async function signIn(page: Page, handle: string): Promise<void> {
  const sheet = page.getByRole("dialog");
  await sheet.locator("input").fill(handle);
  await page.keyboard.press("Enter");
  await sheet.locator("input[autocomplete=one-time-code]").fill("000000");
  await expect(sheet).toBeHidden();
}
