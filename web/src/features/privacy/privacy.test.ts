import { expect, test } from "vitest";
import { deviceOf } from "./privacy";

test("a device is called by its make and its browser", () => {
  const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1";
  const wechat =
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0";
  expect(deviceOf(iphone)).toBe("iPhone · Safari");
  expect(deviceOf(wechat)).toBe("Android · WeChat");
  expect(deviceOf("curl/8.5.0")).toBe("curl/8.5.0");
});
