import { expect, test } from "vitest";
import { able, underWay, type Provider, type Transit } from "./outside";

const provider = (name: Provider["name"], kinds: Provider["kinds"], currencies: string[] | null) =>
  ({ name, kinds, currencies, account: null }) satisfies Provider;

test("a provider is offered for what it does, in the currencies that it counts in", () => {
  const all = [
    provider("stripe", ["charge", "payout"], null),
    provider("alipay", ["charge", "payout"], ["CNY"]),
    provider("cash", ["charge"], null),
  ];
  const names = (...how: ["charge" | "payout", string]) => able(all, ...how).map(({ name }) => name);
  expect([names("charge", "CNY"), names("payout", "CNY"), names("payout", "EUR")]).toEqual([
    ["stripe", "alipay", "cash"],
    ["stripe", "alipay"],
    ["stripe"],
  ]);
  expect(able(undefined, "charge", "CNY")).toEqual([]);
});

test("what is over is no longer on its way", () => {
  const stages = ["intended", "waiting", "done", "failed"] as const;
  const transits = stages.map((stage) => ({ stage }) as Transit);
  expect(underWay(transits).map(({ stage }) => stage)).toEqual(["intended", "waiting"]);
});
