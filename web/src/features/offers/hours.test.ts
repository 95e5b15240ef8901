import { expect, test } from "vitest";
import { presetOf, PRESETS, rowsOf, runsOf, spansOf } from "./hours";
import { feeOf } from "./offers";

test("rows of the week become spans of days and come back", () => {
  const spans = spansOf(PRESETS.evenings);
  expect(spans).toHaveLength(7);
  expect(spans[5]).toEqual({ day: 6, from: "09:00", to: "22:00" });
  expect(rowsOf(spans)).toEqual(PRESETS.evenings);
  expect(spansOf(PRESETS.any)).toEqual([]);
});

test("a night is split at midnight, also from Sunday to Monday", () => {
  expect(spansOf([{ days: [7], from: "22:00", to: "02:00" }])).toEqual([
    { day: 7, from: "22:00", to: "24:00" },
    { day: 1, from: "00:00", to: "02:00" },
  ]);
  expect(spansOf([{ days: [3], from: "20:00", to: "00:00" }])).toEqual([{ day: 3, from: "20:00", to: "24:00" }]);
});

test("days that follow each other are said as one run", () => {
  expect(runsOf([6, 1, 2, 3])).toEqual([
    [1, 3],
    [6, 6],
  ]);
});

test("a preset is known again, hours of one's own are none", () => {
  expect(presetOf(PRESETS.weekend)).toBe("weekend");
  expect(presetOf([{ days: [2], from: "10:00", to: "11:00" }])).toBeUndefined();
});

test("a booking's fee is the fixed price, or the hours' worth, never rounded down", () => {
  const amount = { minor: 5000, currency: "CNY" };
  expect(feeOf({ kind: "fixed", amount }, 90)).toBe(5000);
  expect(feeOf({ kind: "hourly", amount }, 90)).toBe(7500);
  expect(feeOf({ kind: "hourly", amount: { minor: 1001, currency: "CNY" } }, 20)).toBe(334);
  expect(feeOf({ kind: "talk", amount: null }, 90)).toBeUndefined();
});
