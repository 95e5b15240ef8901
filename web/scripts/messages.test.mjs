import { expect, test } from "vitest";
import { faults, typed } from "./messages.mjs";

const of = (en, zh) => ({ en: new Map(Object.entries(en)), "zh-CN": new Map(Object.entries(zh)) });

test("a key that only one language has is a fault", () => {
  expect(faults(of({ "a.b": "B" }, {}), '"a.b"')).toEqual(["a.b: missing in zh-CN"]);
  expect(faults(of({}, { "a.b": "乙" }), "")).toEqual(["a.b: missing in en"]);
});

test("a key that no source names is a fault, and one put together at its end is named", () => {
  expect(faults(of({ "a.b": "B" }, { "a.b": "乙" }), "")).toEqual(["a.b: no source uses it"]);
  expect(faults(of({ "a.b.c": "C" }, { "a.b.c": "丙" }), "t(`a.b.${x}`)")).toEqual([]);
});

test("languages must take the same values", () => {
  const found = of({ "a.b": "{count, plural, one {# hand} other {# hands}}" }, { "a.b": "{number} 人" });
  expect(faults(found, '"a.b"')).toEqual(["a.b: takes {count} in en, {number} in zh-CN"]);
});

test("plurals take numbers, names take text", () => {
  const found = of({ "a.b": "{count, plural, other {#}} for {name}", "a.c": "plain" }, {});
  expect(typed(found)).toContain('"a.b": { count: number; name: string | number };');
  expect(typed(found)).toContain('"a.c": undefined;');
});
