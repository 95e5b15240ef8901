import { expect, test } from "vitest";
import { minorOf, typedOf } from "./minor";

test("an amount is read as it is typed, to the cent", () => {
  const read = ["15", "12.5", "12,50", "¥ 0.07", "１２。３", "999999999.99", "8."].map((typed) =>
    minorOf(typed, "CNY"),
  );
  expect(read).toEqual([1500, 1250, 1250, 7, 1230, 99_999_999_999, 800]);
  expect(minorOf("1500", "JPY")).toBe(1500);
});

test("what is no amount is not guessed", () => {
  for (const typed of ["", "abc", "1.234", "-5", "1e3", "1.2.3", "."]) expect(minorOf(typed, "CNY")).toBeUndefined();
  expect(minorOf("1.5", "JPY")).toBeUndefined();
});

test("an amount is written as one would type it", () => {
  expect([1250, 1500, 7, 10, 100_000].map((minor) => typedOf(minor, "CNY"))).toEqual([
    "12.5",
    "15",
    "0.07",
    "0.1",
    "1000",
  ]);
  expect(typedOf(1500, "JPY")).toBe("1500");
});
