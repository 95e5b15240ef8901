import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALI_UI } from "./ali-ui.ts";
import { A_TO_H } from "./antd-a-h.ts";
import { I_TO_Z } from "./antd-i-z.ts";
import { ANTD } from "./antd.ts";
import { ANTUI } from "./antui.ts";
import { DRAWN_BY_ALI_UI, DRAWN_BY_ANTUI } from "./drawn.ts";
import { Driver, hasBrowser } from "./driver.ts";
import { library, type LIBRARIES } from "./libraries.ts";
import { operated, type Script } from "./operate.ts";

const ALL: readonly (readonly [(typeof LIBRARIES)[number], readonly Script[]])[] = [
  ["antd-mini", [...ANTD, ...A_TO_H, ...I_TO_Z]],
  ["mini-ali-ui", [...ALI_UI, ...DRAWN_BY_ALI_UI]],
  ["mini-antui", [...ANTUI, ...DRAWN_BY_ANTUI]],
];
const GUIDE = join(import.meta.dirname, "../../../docs/guides/mini-programs.md");
/** `ONLY=tabs npm test -- operate` tries those components only. */
const ONLY = process.env["ONLY"];

/** Of mini-antui: it shows a page of Alipay's that is not here. */
const ELSEWHERE = new Set(["face-detection"]);

/** What goes otherwise than it should, each with its reason; the guide names them too. */
const KNOWN: Readonly<Record<string, string>> = {};

describe.skipIf(!hasBrowser)("everything that a person can do with the components of", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await Driver.start();
  }, 60_000);
  afterAll(() => driver.stop());

  it("puts an error on the script that it comes from, though another has begun", async () => {
    const innocent = { of: "Divider", axml: "<x/>", told: [] };
    const { misses } = await operated(driver, "antd-mini", [
      {
        ...innocent,
        says: "throws when it is left",
        page: "onLoad() { setTimeout(() => { throw new Error('late') }, 300) },",
        act: () => Promise.resolve(),
      },
      {
        ...innocent,
        says: "does nothing",
        act: (hand) =>
          hand.phone.frame.waitForFunction(
            () => (globalThis as unknown as { getApp(): { thrown: unknown[] } }).getApp().thrown.length > 0,
          ),
      },
    ]);
    expect(misses).toEqual({ "Divider throws when it is left": "threw Error: late" });
  }, 60_000);

  it.each(ALL)("leaves out no component of %s", (name, scripts) => {
    const tried = new Set(scripts.flatMap(({ of, using = {} }) => [of, ...Object.values(using)]));
    const all = library(name).components.map((path) => path.replace(/^.*\/es\/(.*)\/index$/, "$1"));
    expect(all.filter((one) => !tried.has(one) && !ELSEWHERE.has(one))).toEqual([]);
  });

  it.each(ALL)(
    "%s goes as it should, and the guide says how much was tried",
    async (name, all) => {
      const scripts = ONLY === undefined ? all : all.filter((one) => one.of.includes(ONLY));
      const { misses, tried, components } = await operated(driver, name, scripts);
      const unknown = Object.entries(misses).filter(([one]) => !Object.hasOwn(KNOWN, one));
      expect(Object.fromEntries(unknown)).toEqual({});
      const missed = Object.keys(misses).length;
      expect(missed / tried).toBeLessThanOrEqual(0.05);
      if (ONLY !== undefined) return;
      const said = `${tried - missed} of ${tried} scripts on ${components} components`;
      process.stdout.write(`${name}: ${said}\n`);
      const row = readFileSync(GUIDE, "utf8")
        .split("\n")
        .find((line) => line.startsWith(`| ${name} `));
      expect(row).toContain(said);
    },
    600_000,
  );
});
