import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { fillStorage } from "./testing/storage";
import { keep, kept, keptJson, useIsFull } from "./kept";

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

test("what is kept is there at the next start", () => {
  keep("area", "31.2,121.4,2500");
  expect([kept("area"), localStorage.getItem("everywhere.area")]).toEqual(["31.2,121.4,2500", "31.2,121.4,2500"]);
  keep("area", undefined);
  expect([kept("area"), localStorage.length]).toEqual([undefined, 0]);
});

test("on a phone without room it lives as long as the page, which says so until there is room", () => {
  const isFull = renderHook(useIsFull).result;
  fillStorage();
  act(() => keep("draft.need", '"half"'));
  expect([keptJson("draft.need"), isFull.current]).toEqual(["half", true]);
  vi.unstubAllGlobals();
  act(() => keep("draft.need", '"whole"'));
  expect([localStorage.getItem("everywhere.draft.need"), isFull.current]).toEqual(['"whole"', false]);
});

test("what was sent is no longer missed", () => {
  const isFull = renderHook(useIsFull).result;
  fillStorage();
  act(() => keep("draft.need", '"half"'));
  expect(isFull.current).toBe(true);
  act(() => keep("draft.need", undefined));
  expect([kept("draft.need"), isFull.current]).toEqual([undefined, false]);
});

test("a forbidden store and what is no JSON are as if nothing had been kept", () => {
  localStorage.setItem("everywhere.draft.need", "{");
  expect(keptJson("draft.need")).toBeUndefined();
  vi.stubGlobal("localStorage", {
    getItem: () => {
      throw new DOMException("forbidden", "SecurityError");
    },
  });
  expect(kept("draft.need")).toBeUndefined();
});
