import { expect, test } from "vitest";
import { asking, inFours, meaningOf } from "./codes";

test("what is scanned leads to our pages only", () => {
  const path = (text: string) => {
    const meaning = meaningOf(text);
    return meaning.kind === "page" ? meaning.path : meaning.kind;
  };
  expect(path("https://pay.example/q/abcdefgh2345")).toBe("/q/abcdefgh2345");
  expect(path(" http://127.0.0.1:8000/r/abcdefgh2345?amount=12.50&x=1 ")).toBe("/r/abcdefgh2345?amount=12.50");
  expect(path("https://pay.example/q/abcdefgh2345?amount=1")).toBe("/q/abcdefgh2345");
  expect(path("281234567890123456")).toBe("payer");
  for (const text of [
    "",
    "hello",
    "https://pay.example/",
    "javascript:alert(1)//q/abcdefgh2345",
    "https://x.example/q/../me",
  ])
    expect(path(text)).toBe("unknown");
});

test("a scanned program is opened where it is a program of this installation", () => {
  const here = (path: string) => meaningOf(location.origin + path);
  for (const path of ["/a/2021", "/a/2021/pages/tea/index?id=7", "/a/2021?page=pages%2Ftea%2Findex&query=id%3D7"])
    expect(here(path)).toEqual({ kind: "page", path });
  for (const path of ["/a/", "/a/tea", "/a/2021/../../me", "/a"]) expect(here(path)).toEqual({ kind: "unknown" });
  expect(meaningOf("https://elsewhere.example/a/2021")).toEqual({ kind: "unknown" });
});

test("a receive code asks for an amount in its address", () => {
  expect(asking("https://x.example/r/abc", "")).toBe("https://x.example/r/abc");
  expect(meaningOf(asking("https://x.example/r/abcdefgh", "12.50"))).toEqual({
    kind: "page",
    path: "/r/abcdefgh?amount=12.50",
  });
});

test("a code is read in fours", () => {
  expect(inFours("281234567890123456")).toBe("2812 3456 7890 1234 56");
});
