import { expect, test } from "vitest";
import { minorOf, typedOf } from "./amount";

test.each([
  ["30", "CNY", 3000],
  ["0.1", "CNY", 10],
  ["12.34", "CNY", 1234],
  ["1.", "CNY", 100],
  ["12，5", "CNY", 1250],
  [" 8 ", "CNY", 800],
  ["¥ 0.07", "CNY", 7],
  ["１２。３", "CNY", 1230],
  ["999999999.99", "CNY", 99999999999],
  ["500", "JPY", 500],
  ["1.234", "KWD", 1234],
])("%s in %s is %i", (typed, currency, minor) => {
  expect(minorOf(typed, currency)).toBe(minor);
});

test.each([
  ["", "CNY"],
  ["-3", "CNY"],
  ["1.234", "CNY"],
  ["1.5", "JPY"],
  ["1e3", "CNY"],
  ["1.2.3", "CNY"],
  ["thirty", "CNY"],
])("%s is no amount of %s", (typed, currency) => {
  expect(minorOf(typed, currency)).toBeUndefined();
});

test.each([
  [3000, "CNY", "30"],
  [1250, "CNY", "12.5"],
  [5, "CNY", "0.05"],
  [500, "JPY", "500"],
])("%i minor of %s is typed %s", (minor, currency, typed) => {
  expect(typedOf({ minor, currency })).toBe(typed);
});
