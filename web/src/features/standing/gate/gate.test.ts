import { expect, test } from "vitest";
import { placeOf } from "./gate";

test("a next step leads to where it is taken, and one that is taken in the form leads nowhere", () => {
  expect(placeOf("be_scored")).toBe("/me/standing");
  expect(placeOf("join_community")).toBe("/me/communities");
  expect(placeOf("fee_too_high")).toBeUndefined();
});
