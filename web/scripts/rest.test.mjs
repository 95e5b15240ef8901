import { expect, test } from "vitest";
import { atRest } from "./rest.mjs";

const spans = (...pairs) => pairs.map(([from, to]) => ({ from, to }));

test("a page without long tasks rests when it is ready", () => {
  expect(atRest(1_000, [], [])).toBe(1_000);
});

test("it rests after the last long task before five quiet seconds", () => {
  expect(atRest(1_000, spans([500, 700], [2_000, 2_300], [9_000, 9_100]), [])).toBe(2_300);
  expect(atRest(1_000, spans([2_000, 2_300], [7_200, 7_400]), [])).toBe(7_400);
});

test("a task that goes on while it becomes ready counts", () => {
  expect(atRest(1_000, spans([900, 1_200]), [])).toBe(1_200);
});

test("three open requests are no rest, two are: a live stream never ends", () => {
  const two = spans([0, Infinity], [100, 6_500]);
  expect(atRest(1_000, spans([2_000, 2_300], [7_500, 7_600]), two)).toBe(2_300);
  expect(atRest(1_000, spans([2_000, 2_300], [7_500, 7_600]), [...two, ...spans([3_000, 4_000])])).toBe(7_600);
});
