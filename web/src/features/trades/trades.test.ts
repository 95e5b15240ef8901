import { expect, test } from "vitest";
import { hostOf, mustBeConfirmed, type Bill } from "./trades";

const bill = (free_of_check: Bill["free_of_check"]) => ({ free_of_check }) as Bill;

test("a small amount passes without a word, and any where nothing is guarded", () => {
  const guarded = bill({ minor: 20_000, currency: "CNY" });
  expect([20_000, 20_001].map((minor) => mustBeConfirmed(guarded, minor))).toEqual([false, true]);
  expect(mustBeConfirmed(bill(null), 900_000)).toBe(false);
});

test("an address is called by its host", () => {
  expect(["https://shop.example:8443/back?x=1", "nonsense"].map(hostOf)).toEqual(["shop.example:8443", ""]);
});
