import { inMemory } from "@everywhere/mini-compiler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser } from "./driver.ts";
import { Hand } from "./operate.ts";

describe.skipIf(!hasBrowser)("what a program asks of its host", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await Driver.start();
  }, 60_000);
  afterAll(() => driver.stop());

  it("a request can be stopped: it fails with 20, and nobody waits for it any more", async () => {
    const phone = await driver.open(
      inMemory({
        "/app.json": JSON.stringify({ pages: ["a"] }),
        "/app.js": "App({ log: [] }); say = (...words) => getApp().log.push(JSON.parse(JSON.stringify(words)));",
        "/a.json": "{}",
        "/a.axml": '<button onTap="ask">ask</button><button onTap="stop">stop</button>',
        "/a.js": `Page({
          ask() { this.task = my.request({ url: 'https://a.example/', fail: (why) => say('fail', why.error), complete: () => say('over') }) },
          async stop() { say('told', await this.task.abort()) },
        })`,
      }),
    );
    const hand = new Hand(phone);
    await phone.page.route("**/gateway", () => undefined);
    const left = phone.page.waitForEvent("requestfailed");
    const asked = phone.page.waitForRequest("**/gateway");
    await phone.frame.getByText("ask").click();
    await asked;
    await phone.frame.getByText("stop").click();
    expect((await left).url()).toMatch(/\/gateway$/);
    await hand.toldOf(3);
    expect(await hand.told()).toEqual([["told", { success: true }], ["fail", 20], ["over"]]);
    await phone.close();
  }, 60_000);
});
