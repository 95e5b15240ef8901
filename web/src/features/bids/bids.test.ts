import { expect, test } from "vitest";
import { counterOf, isMyTurn, otherOf, type Bid } from "./bids";

const asker = { id: "1", name: "Lin", picture: null };
const helper = { id: "2", name: "Chen", picture: null };
const bid = {
  side: "asker",
  asker,
  helper,
  can: ["counter", "decline"],
  version: 3,
  fee: { minor: 3000, currency: "CNY" },
} as unknown as Bid;

test("the other one is the one that I am not", () => {
  expect(otherOf(bid)).toBe(helper);
  expect(otherOf({ ...bid, side: "helper" })).toBe(asker);
});

test("it is my turn when I may say yes", () => {
  expect(isMyTurn(bid)).toBe(false);
  expect(isMyTurn({ ...bid, can: ["accept", "counter", "decline"] })).toBe(true);
});

test("a counter-proposal answers the version that was seen, and leaves a time that was not touched as it is", () => {
  const shown = { startsAt: "2026-11-24T18:30" };
  expect(counterOf(bid, { fee: "35.5", note: "With parts", ...shown }, shown)).toEqual({
    version: 3,
    fee: { minor: 3550, currency: "CNY" },
    note: "With parts",
  });
  expect(counterOf(bid, { fee: "35", note: "", startsAt: "2026-11-25T09:00" }, shown)?.starts_at).toBe(
    new Date("2026-11-25T09:00").toISOString(),
  );
  expect(counterOf(bid, { fee: "much", note: "", ...shown }, shown)).toBeUndefined();
});
