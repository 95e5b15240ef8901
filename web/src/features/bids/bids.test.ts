import { expect, test } from "vitest";
import { inOrder, isMyTurn, otherOf, whereShown, type Bid } from "./bids";

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

test("what waits for me stands first, what is over last", () => {
  const made = (id: string, stage: Bid["stage"], can: Bid["can"], updated_at: string) =>
    ({ ...bid, id, stage, can, updated_at }) as Bid;
  const found = inOrder([
    made("lost", "lost", [], "2026-11-24T12:00:00Z"),
    made("theirs", "open", ["counter"], "2026-11-24T11:00:00Z"),
    made("older", "open", ["accept"], "2026-11-24T09:00:00Z"),
    made("newer", "open", ["accept"], "2026-11-24T10:00:00Z"),
  ]);
  expect(found.map(({ id }) => id)).toEqual(["newer", "older", "theirs", "lost"]);
});

test("a bid is shown beside what it is on", () => {
  expect(whereShown({ need_id: "n", offer_id: null })).toBe("/needs/n");
  expect(whereShown({ need_id: null, offer_id: "o" })).toBe("/offers/o");
});
