import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser } from "./driver.ts";
import { LIBRARIES, library } from "./libraries.ts";

/** Misses, each with its reason. */
const KNOWN: Readonly<Record<string, string>> = {
  "mini-antui/es/face-detection/index": "needs the platform's own web-view with a face recogniser",
};

describe.skipIf(!hasBrowser)("every component on a page of its own, in a browser", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await Driver.start();
  }, 60_000);
  afterAll(() => driver.stop());

  it.each(LIBRARIES)(
    "%s is mounted without an error",
    async (name) => {
      const { components, files } = library(name);
      const phone = await driver.open(files);
      const thrown = await phone.frame.evaluate(async (count) => {
        const { my, getApp } = globalThis as unknown as {
          my: { reLaunch(options: object): Promise<unknown> };
          getApp(): { thrown: string[] };
        };
        const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        for (let at = 0; at < count; at++) {
          await my.reLaunch({ url: `/pages/p${at}/index` });
          await drawn();
        }
        return getApp().thrown;
      }, components.length);
      const misses = thrown.map((line) => {
        const [, at = "-1", message = line] = /^pages\/p(\d+)\/index: ([^]*)$/.exec(line) ?? [];
        return `${(components[Number(at)] ?? "").replace("/node_modules/", "")}: ${message}`;
      });
      expect(misses.filter((line) => !Object.hasOwn(KNOWN, line.replace(/: [^]*$/, "")))).toEqual([]);
      expect(await phone.frame.evaluate(() => document.querySelectorAll("div").length)).toBe(1);
      await phone.close();
    },
    60_000,
  );
});
