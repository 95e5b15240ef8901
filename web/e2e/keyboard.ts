import { expect, type Locator, type Page } from "@playwright/test";

const STOPS_MAX = 80;

/** Goes on with Tab until `target` has the focus. Whatever has it on the way can be seen, and so can that it has it. */
export async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await expect(target).toBeVisible();
  const passed: string[] = [];
  for (let count = 0; count < STOPS_MAX; count += 1) {
    await page.keyboard.press(key);
    const { name } = await page.evaluate(stopped);
    // It may take a frame until it is drawn and scrolled to.
    await expect
      .poll(async () => (await page.evaluate(stopped)).lacks, { message: `the focus on ${name}` })
      .toEqual([]);
    if (await target.evaluate((wanted) => wanted === document.activeElement)) return;
    passed.push(name);
  }
  throw new Error(`not reached by Tab: ${String(target)}; passed ${passed.join(" · ")}`);
}

/** Goes to a button or link and presses it. */
export async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

/** Goes to a field and types into it, over what was there. */
export async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

/** Goes to a choice and takes it: Tab leads to the group, arrows go on in it. */
export async function choose(page: Page, target: Locator): Promise<void> {
  const group = target.locator("xpath=ancestor::fieldset[1]");
  await expect(group).toBeVisible();
  const isInside = () => group.evaluate((each) => each.contains(document.activeElement));
  for (let count = 0; count < STOPS_MAX && !(await isInside()); count += 1) await page.keyboard.press("Tab");
  if (!(await target.isChecked())) await page.keyboard.press("Space");
  for (let count = 0; count < 12 && !(await target.isChecked()); count += 1) await page.keyboard.press("ArrowRight");
  await expect(target).toBeChecked();
}

/** What has the focus, and what is wrong with how that is seen. Runs in the page. */
function stopped(): { name: string; lacks: string[] } {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || focused === document.body) return { name: "the page", lacks: [] };
  const name = `${focused.tagName} ${focused.getAttribute("aria-label") ?? focused.textContent?.slice(0, 40) ?? ""}`;
  // What is drawn for a hidden input is its label.
  const drawn = focused.classList.contains("unseen") ? (focused.closest("label") ?? focused) : focused;
  const { left, top, width, height } = drawn.getBoundingClientRect();
  const over = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, window.innerHeight / 4));
  const style = getComputedStyle(drawn);
  const lacks = [];
  if (style.outlineStyle === "none" || Number.parseFloat(style.outlineWidth) === 0) lacks.push("has no outline");
  if (width === 0 || height === 0 || top >= window.innerHeight || top + height <= 0) lacks.push("is not in sight");
  else if (!(drawn.contains(over) || over?.contains(drawn)))
    lacks.push(`is covered by ${over?.className ?? "nothing"}`);
  return { name, lacks };
}
