import { expect, test } from "vitest";
import { pathOf, purposeOf, suggestedMinor } from "./wallet";

test("a purpose that we have no word for is called other", () => {
  expect(purposeOf({ purpose: "hold" })).toBe("hold");
  expect(purposeOf({ purpose: "carried_over" })).toBe("other");
});

test("what is missing is rounded up", () => {
  expect([1, 1000, 1001, 4550].map(suggestedMinor)).toEqual([1000, 1000, 2000, 5000]);
});

test("a line leads to what it belongs to", () => {
  const out = { direction: "out", ref: "x" } as const;
  expect(pathOf({ ...out, purpose: "hold" })).toBe("/deals/x");
  expect(pathOf({ ...out, purpose: "trade" })).toBe("/pay/receipts/x");
  expect(pathOf({ ...out, purpose: "trade", direction: "in" })).toBeUndefined();
  expect(pathOf({ ...out, purpose: "payment", ref: null })).toBeUndefined();
  expect(pathOf({ ...out, purpose: "withdrawal" })).toBeUndefined();
});
