import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { useDraft } from "./draft";
import { keptJson } from "./kept";

const EMPTY = { name: "", picture: "" };

beforeEach(() => localStorage.clear());

test("a picture that arrives while somebody types takes nothing away, and is not taken away", () => {
  const { result } = renderHook(() => useDraft("profile", EMPTY));
  // Both were made before the screen was drawn anew.
  const [, keep] = result.current;
  act(() => {
    keep((now) => ({ ...now, picture: "1" }));
    keep((now) => ({ ...now, name: "An" }));
  });
  expect(result.current[0]).toEqual({ name: "An", picture: "1" });
  expect(keptJson("draft.profile")).toEqual({ name: "An", picture: "1" });
});

test("what was sent is forgotten, and the next begins from nothing", () => {
  const { result } = renderHook(() => useDraft("profile", EMPTY));
  act(() => result.current[1]({ name: "An", picture: "1" }));
  act(() => result.current[2]());
  act(() => result.current[1]((now) => ({ ...now, name: "Bo" })));
  expect(result.current[0]).toEqual({ name: "Bo", picture: "" });
});
