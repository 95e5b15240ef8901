import { expect, test } from "vitest";
import { parted, stateOf, type Tab } from "./tabs";

const NEVER = { due_at: null, late_from: null, unpaid_from: null, ended_at: null };
const DUE = { due_at: "2026-11-02T04:00:00Z", late_from: "2026-11-05T04:00:00Z", unpaid_from: "2026-11-17T04:00:00Z" };

function tab(stage: Tab["stage"], changed: Partial<Tab> = {}): Tab {
  return {
    id: stage,
    number: "1",
    merchant: "Corner shop",
    subject: "Power bank",
    stage,
    limit: { minor: 500, currency: "CNY" },
    amount: null,
    agreement: "2",
    opened_at: "2026-11-01T04:00:00Z",
    expires_at: "2027-01-30T04:00:00Z",
    receipt: null,
    ...NEVER,
    ...changed,
  };
}

test("what waits is in time for three days, and late from then on", () => {
  const at = (now: string) => stateOf(tab("due", DUE), new Date(now));
  expect([at("2026-11-05T04:00:00Z"), at("2026-11-05T04:00:01Z")]).toEqual(["inTime", "late"]);
});

test("what was paid late says so, and what never waited was paid at once", () => {
  const now = new Date("2026-12-24T04:00:00Z");
  const ended = (ended_at: string) => stateOf(tab("paid", { ...DUE, ended_at }), now);
  expect([ended("2026-11-04T04:00:00Z"), ended("2026-11-06T04:00:00Z")]).toEqual(["paid", "paidLate"]);
  expect(stateOf(tab("paid", { ended_at: "2026-11-01T05:00:00Z" }), now)).toBe("paid");
  expect((["open", "unpaid", "closed"] as const).map((stage) => stateOf(tab(stage, DUE), now))).toEqual([
    "open",
    "unpaid",
    "closed",
  ]);
});

test("what has waited longest is first to be paid", () => {
  const later = tab("due", { id: "later", ...DUE, due_at: "2026-11-03T04:00:00Z" });
  const [first, open, paid, closed] = [tab("due", DUE), tab("open"), tab("paid"), tab("closed")];
  expect(parted([open, later, paid, first, closed])).toEqual({
    due: [first, later],
    open: [open],
    over: [paid, closed],
  });
});
