import { expect, test } from "vitest";
import type { Category } from "@/features/nearby";
import { answered, isTold, numberOf, questionsOf } from "./form";

const category = {
  form: {
    properties: {
      plug: {
        title: "Plug",
        "x-title-zh": "接口",
        type: "string",
        enum: ["usb_c", "wireless"],
        "x-enum-titles": ["USB-C", "Wireless"],
        "x-enum-titles-zh": ["USB-C", "无线充电"],
      },
      percent: {
        title: "Charge wanted",
        "x-title-zh": "充到",
        type: "integer",
        minimum: 10,
        maximum: 100,
        "x-unit": "%",
      },
      urgent: { title: "Urgent", "x-title-zh": "紧急", type: "boolean" },
    },
  },
} as unknown as Category;

test("a form asks in the reader's language", () => {
  const [plug, percent, urgent] = questionsOf(category, "zh-CN");
  expect(plug).toMatchObject({ type: "choice", title: "接口", choices: [{ value: "usb_c" }, { label: "无线充电" }] });
  expect(percent).toMatchObject({ type: "number", unit: "%", least: 10, most: 100 });
  expect(urgent).toMatchObject({ type: "yes", title: "紧急" });
  expect(questionsOf(category, "en")[0]).toMatchObject({ title: "Plug" });
});

test.each([
  ["80", 80],
  [" 10 ", 10],
  ["9", undefined],
  ["101", undefined],
  ["10.5", undefined],
  ["", undefined],
  ["many", undefined],
])("%j of 10 to 100 per cent is %j", (typed, value) => {
  const percent = questionsOf(category, "en")[1];
  expect(percent && numberOf(percent, typed)).toBe(value);
});

test("an answer that is taken back is not sent", () => {
  expect(answered({ plug: "usb_c", percent: 80 }, "plug", undefined)).toEqual({ percent: 80 });
  expect(answered({}, "urgent", true)).toEqual({ urgent: true });
});

test("a no is not worth a line, a zero is", () => {
  expect([false, "", undefined, 0, "usb_c", true].filter(isTold)).toEqual([0, "usb_c", true]);
});
