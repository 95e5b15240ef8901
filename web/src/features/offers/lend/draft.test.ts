import { expect, test } from "vitest";
import { EMPTY, firstOpen, isDone, offerOf, priceOf, radiusIndex, RADII_M, stepOfField, type Draft } from "./draft";

const whole: Draft = {
  ...EMPTY,
  category: "pets",
  title: "I walk your cat",
  price: "30.5",
  at: { lat: 31.23, lon: 121.47 },
};

test("steps are gone through in their order, and a draft goes on where something is missing", () => {
  expect(firstOpen(EMPTY, "CNY")).toBe("kind");
  expect(firstOpen({ ...EMPTY, category: "pets" }, "CNY")).toBe("about");
  expect(firstOpen({ ...whole, price: "" }, "CNY")).toBe("price");
  expect(firstOpen({ ...whole, at: undefined }, "CNY")).toBe("area");
  expect(firstOpen(whole, "CNY")).toBe("review");
  expect(isDone(whole, "hours", "CNY")).toBe(true);
  expect(isDone({ ...whole, title: " " }, "about", "CNY")).toBe(false);
});

test("a price has an amount unless it is talked about", () => {
  expect(priceOf({ priceKind: "talk", price: "x" }, "CNY")).toEqual({ kind: "talk" });
  expect(priceOf({ priceKind: "hourly", price: "0" }, "CNY")).toBeUndefined();
  expect(priceOf(whole, "CNY")).toEqual({ kind: "fixed", amount: { minor: 3050, currency: "CNY" } });
});

test("what is sent holds all that was written", () => {
  expect(offerOf(EMPTY, "CNY")).toBeUndefined();
  expect(offerOf({ ...whole, rows: [{ days: [6], from: "09:00", to: "12:00" }] }, "CNY")).toMatchObject({
    category: "pets",
    radius_m: 2_000,
    hours: [{ day: 6, from: "09:00", to: "12:00" }],
  });
});

test("the slider stops at the radius that was kept", () => {
  expect(RADII_M[radiusIndex(2_000)]).toBe(2_000);
  expect(RADII_M[radiusIndex(99_000)]).toBe(20_000);
});

test("what the server refuses is shown at its step", () => {
  expect(stepOfField("price.amount")).toBe("price");
  expect(stepOfField("answers.plug")).toBe("about");
  expect(stepOfField(undefined)).toBeUndefined();
});
