import { expect, test } from "vitest";
import { ago, distance, money, when } from "./format";
import { translator } from "./index";

const now = new Date("2026-11-22T12:00:00Z");

test("money is shown in the unit of its currency, whole amounts without cents", () => {
  expect(money("en", { minor: 1250, currency: "CNY" })).toBe("¥12.50");
  expect(money("zh-CN", { minor: 3000, currency: "CNY" })).toBe("¥30");
  expect(money("en", { minor: 3000, currency: "CNY" }, { exact: true })).toBe("¥30.00");
  expect(money("en", { minor: 300, currency: "JPY" })).toBe("¥300");
});

test("distances change their unit at a kilometre", () => {
  expect([distance("en", 600), distance("en", 1500), distance("zh-CN", 600)]).toEqual(["600 m", "1.5 km", "600米"]);
});

test("times are told from now", () => {
  expect(ago("en", new Date("2026-11-22T11:40:00Z"), now)).toBe("20 minutes ago");
  expect(ago("zh-CN", new Date("2026-11-23T12:00:00Z"), now)).toBe("明天");
  expect(ago("en", new Date("2026-11-22T12:00:20Z"), now)).toBe("now");
  expect(when("en", new Date("2026-12-24T12:00:00Z"), now)).toContain("Dec");
});

test("a message counts as its language does", () => {
  const t = translator("en", { "app.unread": "{count, plural, one {# thing} other {# things}}" });
  expect(t("app.unread", { count: 1 })).toBe("1 thing");
  expect(t("app.unread", { count: 2 })).toBe("2 things");
});
