import { expect, it } from "vitest";
import { carriesOver } from "./kept.ts";

it("gives what a guest kept to the person they turn out to be, unless that person has anything of their own", () => {
  expect(carriesOver({ storage: {}, granted: {} })).toBe(true);
  expect(carriesOver({ storage: { cart: "[]" }, granted: {} })).toBe(false);
  expect(carriesOver({ storage: {}, granted: { userLocation: false } })).toBe(false);
});
