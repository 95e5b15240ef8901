import { expect, test } from "vitest";
import { fittingEmail } from "./places";

const campus = { email_domains: ["tongji.edu.cn"] };

test("a community takes an address of its domains, and no other", () => {
  expect(fittingEmail(campus, "li@Tongji.edu.cn")).toBe("li@Tongji.edu.cn");
  expect(fittingEmail(campus, "li@mail.tongji.edu.cn")).toBeUndefined();
  expect(fittingEmail(campus, null)).toBeUndefined();
});
