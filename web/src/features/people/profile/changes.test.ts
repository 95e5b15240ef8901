import { expect, test } from "vitest";
import type { Me } from "../session/me";
import { changed } from "./changes";

const me = { name: "Lin", bio: "Two cats", language: "en", picture_id: "p1" } as Me;

test("only what differs is sent", () => {
  expect(changed(me, {})).toBeUndefined();
  expect(changed(me, { name: " Lin ", bio: "Two cats" })).toBeUndefined();
  expect(changed(me, { name: "Lin Wei ", bio: "Two cats" })).toEqual({ name: "Lin Wei" });
});

test("a picture that is taken away is sent as none", () => {
  expect(changed(me, { picture_id: null })).toEqual({ picture_id: null });
});
