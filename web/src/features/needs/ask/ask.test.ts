import { expect, test } from "vitest";
import { bodyOf, EMPTY, missing, nearest, type Draft } from "./draft";

const here = { lat: 31.23, lon: 121.47 };
const draft: Draft = { ...EMPTY, title: " A phone ", fee: "12.5", answers: { plug: "usb_c", percent: 80 } };

test("what is missing is said in the order of the page", () => {
  expect(missing({ ...draft, title: " ", fee: "" }, undefined, "CNY")).toBe("title");
  expect(missing(draft, undefined, "CNY")).toBe("place");
  const later = { ...draft, isNow: false, from: "2026-11-24T18:00", to: "2026-11-24T17:00" };
  expect(missing(later, here, "CNY")).toBe("window");
  expect(missing({ ...draft, fee: "0" }, here, "CNY")).toBe("fee");
  expect(missing({ ...draft, fee: "much" }, here, "CNY")).toBe("fee");
  expect(missing({ ...draft, fee: "", isOpen: true }, here, "CNY")).toBeUndefined();
  expect(missing(draft, here, "CNY")).toBeUndefined();
});

test("a draft becomes what the API takes, with money in minor units", () => {
  expect(bodyOf(draft, "charge_phone", here, "CNY")).toMatchObject({
    category: "charge_phone",
    title: "A phone",
    answers: { plug: "usb_c", percent: 80 },
    at: here,
    when: { now: true },
    fee: { minor: 1250, currency: "CNY" },
  });
  expect(bodyOf({ ...draft, isOpen: true }, "charge_phone", here, "CNY").fee).toBeNull();
});

test("a need for later carries its window and is not for now", () => {
  const later = { ...draft, isNow: false, from: "2026-11-24T18:00", to: "2026-11-24T20:00" };
  const { when } = bodyOf(later, "charge_phone", here, "CNY");
  expect(when).toEqual({
    now: false,
    starts_at: new Date("2026-11-24T18:00").toISOString(),
    ends_at: new Date("2026-11-24T20:00").toISOString(),
  });
});

test("helpers are counted in the nearest circle that has any, and a few are not counted", () => {
  const circle = (within_m: number, count: number | null) => ({ within_m, count, is_few: count === null });
  expect(nearest([circle(600, 0), circle(1500, 4), circle(3000, 9)])).toEqual({ within_m: 1500, count: 4 });
  expect(nearest([circle(600, null), circle(1500, 4)])).toEqual({ within_m: 600, count: "few" });
  expect(nearest([circle(600, 0)])).toBeUndefined();
});
