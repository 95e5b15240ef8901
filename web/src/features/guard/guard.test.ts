import { expect, test } from "vitest";
import { digits } from "./guard";

test("of what is typed or pasted six digits are taken", () => {
  expect(["", "12 34", "1234567", "12-34-56-78", "十二"].map(digits)).toEqual(["", "1234", "123456", "123456", ""]);
});
