import { expect, test } from "vitest";
import { sinceOf } from "./merchants";

test("days are counted as a clock in Shanghai shows them, wherever the owner is", () => {
  const evening = new Date("2026-11-22T16:30:00Z"); // half past midnight there
  expect([sinceOf("today", evening), sinceOf("week", evening), sinceOf("all", evening)]).toEqual([
    "2026-11-23",
    "2026-11-17",
    undefined,
  ]);
  expect(sinceOf("today", new Date("2026-11-22T15:59:59Z"))).toBe("2026-11-22");
});
