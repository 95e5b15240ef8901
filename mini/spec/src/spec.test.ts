import { expect, it } from "vitest";
import { canIUse, COMPONENTS, failure, reference } from "./index.ts";

it("answers canIUse for calls, their options and answers", () => {
  expect(canIUse("request")).toBe(true);
  expect(canIUse("request.object.timeout")).toBe(true);
  expect(canIUse("request.object.nothing")).toBe(false);
  expect(canIUse("getSystemInfoSync.return.pixelRatio")).toBe(true);
  expect(canIUse("request.return.abort")).toBe(true);
  expect(canIUse("alert.return.abort")).toBe(false);
  expect(canIUse("noSuchCall")).toBe(false);
  expect(canIUse("constructor")).toBe(false);
});

it("answers canIUse for components, in both spellings of an attribute", () => {
  expect(canIUse("button.open-type.share")).toBe(true);
  expect(canIUse("button.openType.share")).toBe(true);
  expect(canIUse("button.open-type.fly")).toBe(false);
  expect(canIUse("view.onTap")).toBe(true);
  expect(canIUse("input.onConfirm")).toBe(true);
  expect(canIUse("view.onConfirm")).toBe(false);
  expect(canIUse("web-view.onMessage")).toBe(true);
});

it("does not claim what is only a placeholder", () => {
  expect(COMPONENTS.camera.tier).toBe("C");
  expect(canIUse("camera")).toBe(false);
});

it("answers for the base library's abilities, which antd-mini asks at import", () => {
  expect(canIUse("component2")).toBe(true);
  expect(canIUse("page.observers")).toBe(true);
});

it("fails with Alipay's shape", () => {
  expect(failure("cancelled")).toEqual({ error: 11, errorMessage: "The person cancelled." });
});

it("writes every component and call into the reference", () => {
  const page = reference();
  for (const name of Object.keys(COMPONENTS)) expect(page).toContain(`| \`${name}\` |`);
  expect(page).toContain("| `tradePay` | 1 | call | host |");
});
