import { expect, test } from "vitest";
import { whyOf } from "./opening";
import { resultOf } from "./Pay";
import { addressOf, sharedAddress, startOf, stepOf } from "./place";
import { socketWhyOf } from "./sockets";
import type { Bill } from "@/features/trades";

const page = (path: string, query: Record<string, string> = {}) => ({ path, query, config: {}, isTab: false });
const shown = (depth: number, address = "/a/7/pages/a") => ({ depth, address });

test("a page of a program has an address in the app", () => {
  expect(addressOf("7", page("/pages/a", { q: "茶 1" }))).toBe("/a/7/pages/a?q=%E8%8C%B6+1");
});

test("a program begins at the page of its address, or at the one that a link names as Alipay's do", () => {
  const start = (address: string) => {
    const { pathname, search } = new URL(address, location.origin);
    return startOf("7", pathname, search);
  };
  const tea = { path: "pages/tea/index", query: { id: "7", from: "茶" } };
  expect(start("/a/7/pages/tea/index?id=7&from=茶")).toEqual(tea);
  expect(start("/a/7?page=pages%2Ftea%2Findex&query=id%3D7%26from%3D%E8%8C%B6")).toEqual(tea);
  expect(start("/a/7?page=/pages/tea/index%3Fid%3D7&query=from%3D茶")).toEqual(tea);
  expect(start("/a/7")).toEqual({ path: "", query: {} });
  expect(start("/a/7?query=id%3D7")).toEqual({ path: "", query: { query: "id=7" } });
  // A page of its own may well be told of a page.
  expect(start("/a/7/pages/b?page=2")).toEqual({ path: "pages/b", query: { page: "2" } });
  expect(start("/a/7/%E0%A4%A?x=1").query).toEqual({ x: "1" });
});

test("a program shares pages of its own only, whatever path it says", () => {
  const shared = (path: string) => sharedAddress("7", path, "/a/7/pages/a").slice(location.origin.length);
  expect(shared("")).toBe("/a/7/pages/a");
  expect(shared("pages/b?q=1")).toBe("/a/7/pages/b?q=1");
  expect(shared("/pages/b")).toBe("/a/7/pages/b");
  for (const path of ["../8/pages/b", "/../../wallet", "pages/../../8"]) expect(shared(path)).toBe("/a/7/pages/a");
});

test("the history follows the program's pages, one step at a time", () => {
  const [a, b] = [page("/pages/a"), page("/pages/b")];
  expect(stepOf("7", [], shown(0))).toEqual({ kind: "stay" });
  expect(stepOf("7", [a], shown(0))).toEqual({ kind: "stay" });
  expect(stepOf("7", [a], shown(0, "/a/7"))).toEqual({ kind: "replace", to: "/a/7/pages/a", depth: 0 });
  expect(stepOf("7", [a, b], shown(0))).toEqual({ kind: "push", to: "/a/7/pages/b", depth: 1 });
  expect(stepOf("7", [b], shown(3))).toEqual({ kind: "back", by: 3 });
});

test("what the way out refuses is told by its reason", () => {
  expect(whyOf("domain_not_listed", "https://a.example/")).toBe("unlisted");
  expect(whyOf("address_not_callable", "https://a.example/")).toBe("unlisted");
  expect(whyOf("address_not_callable", "http://a.example/")).toBe("insecure");
  expect(whyOf("too_many_calls", "")).toBe("busy");
  expect(whyOf("not_reached", "", { reason: "TimeoutError" })).toBe("timeout");
  expect(whyOf("not_reached", "", { reason: "ClientConnectorError" })).toBe("network");
});

test("a socket that does not open is told by its reason", () => {
  const url = "wss://a.example/";
  expect(socketWhyOf("domain_not_listed", url)).toBe("unlisted");
  expect(socketWhyOf("address_not_callable", "ws://a.example/")).toBe("insecure");
  expect(socketWhyOf("too_many_sockets", url)).toBe("busy");
  expect(socketWhyOf("not_reached", url, { reason: "SSLCertVerificationError" })).toBe("untrusted");
  expect(socketWhyOf("not_reached", url, { reason: "InvalidStatus" })).toBe("odd");
  expect(socketWhyOf("not_reached", url, { reason: "TimeoutError" })).toBe("timeout");
  expect(socketWhyOf("not_reached", url, { reason: "ConnectionRefusedError" })).toBe("network");
});

test("only a payment of one's own is told as paid", () => {
  const bill = (stage: Bill["stage"], payer: Bill["payer"]) => resultOf({ stage, payer } as Bill);
  expect(bill("waiting", "anybody")).toBeUndefined();
  expect(bill("waiting", "you")).toBeUndefined();
  expect(bill("paid", "you")).toBe("9000");
  expect(bill("paid", "another")).toBe("4000");
  expect(bill("waiting", "another")).toBe("4000");
  expect(bill("closed", "anybody")).toBe("4000");
});
