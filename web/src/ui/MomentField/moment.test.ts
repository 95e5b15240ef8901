import { expect, test } from "vitest";
import { instantOf, nextQuarter, typedMoment } from "./moment";

test("what is typed comes back as the same instant", () => {
  const at = new Date(2026, 10, 24, 18, 30);
  expect(typedMoment(at)).toBe("2026-11-24T18:30");
  expect(instantOf(typedMoment(at))).toBe(at.toISOString());
});

test.each(["", "2026-13-40T99:99", "tomorrow"])("%j is no moment", (typed) => {
  expect(instantOf(typed)).toBeUndefined();
});

test("the next quarter is never earlier than asked for", () => {
  const now = new Date(2026, 10, 24, 18, 31);
  expect(nextQuarter(now, 30)).toEqual(new Date(2026, 10, 24, 19, 15));
  expect(nextQuarter(new Date(2026, 10, 24, 18, 30), 30)).toEqual(new Date(2026, 10, 24, 19, 0));
});
