import { expect, test } from "vitest";
import { isOf, purposeOf, suggestedMinor } from "./wallet";

test("a statement shows what came in, what went out, or what deals held and let go", () => {
  const released = { direction: "in", counterparty: { kind: "deal", person: null } } as const;
  const paid = { direction: "out", counterparty: { kind: "person", person: null } } as const;
  expect([released, paid].map((line) => isOf("all", line))).toEqual([true, true]);
  expect([released, paid].map((line) => isOf("in", line))).toEqual([true, false]);
  expect([released, paid].map((line) => isOf("out", line))).toEqual([false, true]);
  expect([released, paid].map((line) => isOf("held", line))).toEqual([true, false]);
});

test("a purpose that we have no word for is called other", () => {
  expect(purposeOf({ purpose: "hold" })).toBe("hold");
  expect(purposeOf({ purpose: "carried_over" })).toBe("other");
});

test("what is missing is rounded up", () => {
  expect([1, 1000, 1001, 4550].map(suggestedMinor)).toEqual([1000, 1000, 2000, 5000]);
});
