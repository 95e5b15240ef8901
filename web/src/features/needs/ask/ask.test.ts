import { expect, test } from "vitest";
import { bodyOf, EMPTY, missing, nearest, type Draft } from "./draft";
import { fieldsOf } from "./form";

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

test("a category's form is read in both languages", () => {
  const form = {
    required: ["plug"],
    properties: {
      plug: {
        title: "Plug",
        "x-title-zh": "接口",
        type: "string",
        enum: ["usb_c", "wireless"],
        "x-enum-titles": ["USB-C", "Wireless"],
        "x-enum-titles-zh": ["USB-C", "无线充电"],
      },
      percent: { title: "Charge wanted", "x-title-zh": "充到", type: "integer", maximum: 100, "x-unit": "%" },
    },
  };
  const [plug, percent] = fieldsOf(form, "zh-CN");
  expect(plug).toMatchObject({ title: "接口", isNeeded: true });
  expect(plug?.choices?.[1]).toEqual({ value: "wireless", label: "无线充电" });
  expect(percent).toMatchObject({ title: "充到", unit: "%", most: 100, isNeeded: false, choices: undefined });
  expect(fieldsOf(form, "en")[0]?.choices?.[1]?.label).toBe("Wireless");
  expect(fieldsOf({}, "en")).toEqual([]);
});
