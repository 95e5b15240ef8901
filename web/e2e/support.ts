import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Browser, type BrowserContextOptions, type Page } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { SLOWER } from "./playwright.config";

export const LANGUAGES = ["zh-CN", "en"] as const;
export const SIZES = [
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
] as const;

/** The smallest picture that there is. */
export const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

export type Language = (typeof LANGUAGES)[number];

/** Somebody's phone: its own cookies, storage, language and size. */
export async function phone(
  browser: Browser,
  language: Language,
  viewport: { width: number; height: number } = SIZES[0],
  more: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ locale: language, viewport, reducedMotion: "reduce", ...more });
  const page = await context.newPage();
  if (SLOWER > 1) await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  return page;
}

/** Goes to a screen, and waits until it has something to say. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator("h1")).toBeAttached();
}

/** Nothing is wider than the screen, once what was just turned or enlarged has been laid out. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const tooWidePx = () =>
    page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
  await expect.poll(tooWidePx, { message: "wider than the screen by", timeout: 10_000 * SLOWER }).toBe(0);
}

/** axe finds nothing that keeps somebody out (WCAG 2.2 AA). */
export async function expectAccessible(page: Page): Promise<void> {
  const wrong: Fault[] = [];
  for (const fault of await faults(page)) {
    // A bar may lie over half of a button where the page stands just now; one scrolls on and taps it. So it is seen again in the middle.
    if (fault.rule !== "target-size" || (await isSmallInTheMiddle(page, fault))) wrong.push(fault);
  }
  expect(wrong.map(({ rule, target, why }) => `${rule} at ${target}: ${why}`)).toEqual([]);
}

interface Fault {
  rule: string;
  target: string;
  why: string;
}

async function isSmallInTheMiddle(page: Page, { rule, target }: Fault): Promise<boolean> {
  await page.locator(target).evaluate((element) => element.scrollIntoView({ block: "center" }));
  return (await faults(page, rule)).some((fault) => fault.target === target);
}

async function faults(page: Page, rule?: string): Promise<Fault[]> {
  // Without frames there is nothing to put together in another page, which would cost as much as the look itself.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (rule === undefined) axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  else axe.withRules(rule);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => ({
      rule: id,
      target: node.target.join(" "),
      why: (node.failureSummary ?? "").split("\n").slice(1).join(" ").trim(),
    })),
  );
}

/** Fits, keeps nobody out, and is there to look at. */
export async function look(page: Page, name: string): Promise<void> {
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await shoot(page, name);
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
  const code = page.locator("input[autocomplete=one-time-code]");
  await sheet.locator(code).fill("000000");
  // This sheet: another may follow at once.
  await expect(sheet.filter({ has: code })).toBeHidden();
}
