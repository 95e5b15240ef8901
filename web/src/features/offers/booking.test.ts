import { expect, test } from "vitest";
import { bookingOf, NOTHING_BOOKED } from "./booking";

const typed = {
  ...NOTHING_BOOKED,
  fee: "45.5",
  startsAt: "2026-11-24T18:30",
  minutes: "90",
  at: { lat: 31.23, lon: 121.47 },
};

test("a booking says when, how long, where and for how much", () => {
  expect(bookingOf(typed, "CNY")).toMatchObject({
    fee: { minor: 4550, currency: "CNY" },
    minutes: 90,
    starts_at: new Date("2026-11-24T18:30").toISOString(),
    payment: "balance",
  });
});

test.each([
  ["no fee", { fee: undefined }],
  ["a fee of nothing", { fee: "0" }],
  ["no place", { at: undefined }],
  ["no time", { startsAt: "" }],
  ["no minutes", { minutes: "" }],
])("%s is no booking yet", (_, missing) => {
  expect(bookingOf({ ...typed, ...missing }, "CNY")).toBeUndefined();
});
