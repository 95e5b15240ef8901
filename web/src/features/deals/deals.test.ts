import { expect, test } from "vitest";
import { amountOf, roadOf, startsFrom, stepOf, type Deal } from "./deals";

const held = (minor: number) => ({ held: { minor, currency: "CNY" } }) as Deal["money"];
const road = { payment: "balance", started_at: null, delivered_at: null, money: held(0) } as const;

test("the next step is the one that moves the deal on", () => {
  expect(stepOf({ can: ["cancel", "fund"] })).toBe("fund");
  expect(stepOf({ can: ["cancel", "complete", "dispute", "release"] })).toBe("complete");
  expect(stepOf({ can: ["cancel", "top_up"] })).toBeUndefined();
});

test("work can be started an hour before its window", () => {
  const starts_at = "2026-11-22T10:00:00Z";
  expect(startsFrom({ starts_at }, Date.parse("2026-11-22T08:59:59Z"))).toBe("2026-11-22T09:00:00.000Z");
  expect(startsFrom({ starts_at }, Date.parse("2026-11-22T09:00:00Z"))).toBeUndefined();
});

test("a cash deal holds no money on its road", () => {
  expect(roadOf({ ...road, stage: "agreed" })).toEqual({
    road: ["agreed", "funded", "under_way", "delivered", "completed"],
    reached: 1,
  });
  expect(roadOf({ ...road, payment: "cash", stage: "under_way" })).toEqual({
    road: ["agreed", "under_way", "delivered", "completed"],
    reached: 2,
  });
});

test("a deal that left the road stays where it had come to", () => {
  expect(roadOf({ ...road, stage: "cancelled" }).reached).toBe(1);
  expect(roadOf({ ...road, money: held(3000), stage: "disputed" }).reached).toBe(2);
  expect(roadOf({ ...road, stage: "disputed", started_at: "2026-11-22T10:00:00Z" }).reached).toBe(3);
  expect(roadOf({ ...road, stage: "resolved" }).reached).toBe(5);
});

test("the amount of a line is the one that moved", () => {
  expect(amountOf({ facts: { amount: { minor: 300, currency: "CNY" } } })).toEqual({ minor: 300, currency: "CNY" });
  expect(amountOf({ facts: { to_helper: { minor: 0, currency: "CNY" } } })).toEqual({ minor: 0, currency: "CNY" });
  expect(amountOf({ facts: { note: "done" } })).toBeUndefined();
});
