import { expect, test } from "vitest";
import { isPrivate, isRequest, pemOf, stateOf } from "./apps";

test("a notification was taken, waits, or was given up", () => {
  expect(stateOf({ taken_at: "2026-01-01T00:00:00Z", next_at: null })).toBe("taken");
  expect(stateOf({ taken_at: null, next_at: "2026-01-01T00:00:00Z" })).toBe("waiting");
  expect(stateOf({ taken_at: null, next_at: null })).toBe("given_up");
});

test("a bare key becomes a file with lines of 64", () => {
  const lines = pemOf("A".repeat(130)).trimEnd().split("\n");
  expect(lines.map(({ length }) => length)).toEqual([26, 64, 64, 2, 24]);
  expect(pemOf("A".repeat(64)).split("\n")).toHaveLength(4);
});

test("what is pasted is told apart", () => {
  expect(isRequest("-----BEGIN CERTIFICATE REQUEST-----")).toBe(true);
  expect(isRequest("-----BEGIN PUBLIC KEY-----")).toBe(false);
  expect(["-----BEGIN RSA PRIVATE KEY-----", "MIIB"].map(isPrivate)).toEqual([true, false]);
});
