import { expect } from "vitest";
import type { Hand } from "./operate.ts";

const WAIT = { timeout: 15_000 };

/** Waits until these elements say exactly this, each without spaces at its ends. */
export async function reads(hand: Hand, selector: string, texts: readonly string[]): Promise<void> {
  const said = async () => (await hand.all(selector).allInnerTexts()).map((text) => text.trim());
  await expect.poll(said, WAIT).toEqual(texts);
}

/** Waits until elements look like this: what the browser makes of one property of each. */
export async function looks(hand: Hand, selector: string, property: string, values: readonly string[]): Promise<void> {
  const found = () =>
    hand
      .all(selector)
      .evaluateAll((all, name) => all.map((one) => getComputedStyle(one).getPropertyValue(name)), property);
  await expect.poll(found, WAIT).toEqual(values);
}

/** Waits until there are so many. */
export async function counts(hand: Hand, selector: string, many: number): Promise<void> {
  await expect.poll(() => hand.all(selector).count(), WAIT).toBe(many);
}

/** Whether one stands wholly to the left of another. */
export async function isLeftOf(hand: Hand, one: string, other: string): Promise<boolean> {
  const [left, right] = await Promise.all([hand.on(one).boundingBox(), hand.on(other).boundingBox()]);
  return left !== null && right !== null && left.x + left.width <= right.x;
}
