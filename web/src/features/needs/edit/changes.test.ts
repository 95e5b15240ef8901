import { expect, test } from "vitest";
import type { Need } from "../needs";
import { changesOf, draftOf } from "./changes";

const need = {
  title: "Charge my phone",
  text: "",
  answers: { plug: "usb_c" },
  picture_ids: ["p1"],
  when: { now: false, starts_at: "2026-11-24T10:00:00Z", ends_at: "2026-11-24T12:00:00Z" },
  minutes: 15,
  fee: { minor: 1500, currency: "CNY" },
  payment: "balance",
  materials: "none",
  mine: { at: { lat: 31, lon: 121 }, place_note: "door 3" },
} as unknown as Need;
const before = draftOf(need);

test("what is not changed is not sent", () => {
  expect(changesOf(before, before, "CNY")).toBeUndefined();
  expect(changesOf(before, { ...before, title: "Charge my phone " }, "CNY")).toBeUndefined();
});

test("each change is sent as the API takes it", () => {
  expect(changesOf(before, { ...before, fee: "18.5", minutes: "30" }, "CNY")).toEqual({
    fee: { minor: 1850, currency: "CNY" },
    minutes: 30,
  });
  expect(changesOf(before, { ...before, isOpen: true }, "CNY")).toEqual({ fee: null });
  expect(changesOf(before, { ...before, pictures: [], placeNote: "door 4" }, "CNY")).toEqual({
    picture_ids: [],
    place_note: "door 4",
  });
});

test("a need for later can become one for now, and its window can move", () => {
  expect(changesOf(before, { ...before, isNow: true }, "CNY")).toEqual({
    when: { now: true, starts_at: null, ends_at: null },
  });
  const moved = changesOf(before, { ...before, to: before.to.replace(/:00$/, ":30") }, "CNY");
  expect(moved).toEqual({
    when: { now: false, starts_at: "2026-11-24T10:00:00.000Z", ends_at: "2026-11-24T12:30:00.000Z" },
  });
});
