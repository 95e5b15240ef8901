import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { dev } from "@everywhere/mini-cli";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser } from "./driver.ts";

const PROGRAM = {
  "app.json": '{ "pages": ["pages/a"] }',
  "app.js": "App({});\n",
  "mini.project.json": '{ "everywhere": { "domains": ["listed.example"] } }',
  "row.json": '{ "component": true }',
  "row.axml": "<view>{{text}}</view>",
  "row.js": "Component({ props: { text: '' } });\n",
  "pages/a.json": '{ "usingComponents": { "a-row": "/row" } }',
  "pages/a.axml": '<a-row text="{{list.length}} rows"/><button onTap="go">Go</button>',
  "pages/a.js": `Page({
  data: { list: [1] },
  go() {
    this.data.list.push(2);
    this.setData({ gone: undefined });
    my.setStorageSync({ key: 'cart', data: ['tea'] });
    my.request({ url: 'https://other.example/teas' }).catch(() => {});
    missing.call();
  },
});
`,
};

describe.skipIf(!hasBrowser)("what stands beside the phone", () => {
  let driver: Driver;
  const folder = mkdtempSync(join(tmpdir(), "mini-dev-"));
  beforeAll(async () => {
    for (const [path, text] of Object.entries(PROGRAM)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    driver = await Driver.start();
  }, 60_000);
  afterAll(async () => {
    await driver.stop();
    rmSync(folder, { recursive: true });
  });

  it("shows warnings and errors by file and line, components, requests, storage and setData", async () => {
    const said: string[] = [];
    const served = await dev(folder, { say: (line) => said.push(line), scripts: driver.scripts });
    const page = await driver.look(served.host);
    await page.frameLocator("iframe").getByText("Go").click();
    const panel = async (name: string, text: string) => {
      await page.locator("#panels").getByRole("button", { name, exact: true }).click();
      await page.locator("#panels pre:visible", { hasText: text }).waitFor({ timeout: 30_000 });
    };
    await panel("Log", "/pages/a.js:5:10 warning undefined_in_set_data: gone");
    await panel("Log", "/pages/a.js:8:5 error: missing is not defined");
    await panel("Components", '/row {"props":');
    await panel("Network", "request GET https://other.example/teas");
    await panel("Network", '"error":11');
    await panel("Storage", 'cart = ["tea"]');
    await panel("setData", '"paths":["gone"]');
    await panel("Pages", '"path": "/pages/a"');
    // The terminal says the same, once; and what the text shows it says before anything runs.
    expect(said.filter((line) => line.startsWith("/pages/a.js:5:10 warning undefined_in_set_data"))).toHaveLength(1);
    expect(said).toContain(
      "/pages/a.js:4:5 warning data_in_place: push of what is in the data is changed in place; a phone shows it only after setData.",
    );
    await page.context().close();
    await served.close();
  }, 60_000);
});
