import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser } from "./driver.ts";
import { call, log, program } from "./semantics.ts";

// What the public documentation of component2 says, tried in a browser. Programs write what happened into getApp().log.
describe.skipIf(!hasBrowser)("what the runtime tells", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await Driver.start();
  }, 60_000);
  afterAll(() => driver.stop());

  it("tells handlers on the way down and up, and stops where one catches", async () => {
    const phone = await driver.open(
      program({
        "/a.axml":
          '<view onTap="a" capture-onTap="c"><view id="mid" catchTap="b"><button id="in" onTap="d" data-x="{{ {y: 1} }}">go</button></view></view>',
        "/a.js":
          "Page({ a() { getApp().log.push('a') }, b(e) { getApp().log.push('b ' + e.target.id + ' ' + e.currentTarget.id) }, c() { getApp().log.push('c') }, d(e) { getApp().log.push('d ' + e.target.dataset.x.y) } })",
      }),
    );
    await phone.frame.getByText("go").click();
    expect(await log(phone)).toEqual(["c", "d 1", "b in mid"]);
    await phone.close();
  }, 60_000);

  it("measures and finds: selector queries, components, what comes into view", async () => {
    const phone = await driver.open(
      program({
        "/a.axml":
          '<view class="box" style="width: 375rpx; height: 20px"/><x-one id="it"/><view style="height: 2000px"/><view class="far">far</view>',
        "/a.js": `Page({
          ask() { return new Promise((done) => my.createSelectorQuery().select('view.box').boundingClientRect().selectAll('.none').boundingClientRect().exec(done)) },
          found() { return this.selectComponent('#it').name },
          watch() { this.createIntersectionObserver().relativeToViewport().observe('.far', ({ intersectionRatio }) => { if (intersectionRatio > 0) getApp().log.push('seen') }); my.pageScrollTo({ scrollTop: 3000, duration: 0 }) } })`,
        "/one.js": "Component({ ref() { return { name: 'exported' } } })",
      }),
    );
    const [box, none] = (await call(phone, "ask")) as [{ width: number; height: number }, unknown[]];
    expect([Math.round(box.width * 2), box.height, none]).toEqual([375, 20, []]);
    expect(await call(phone, "found")).toBe("exported");
    await call(phone, "watch");
    await phone.frame.waitForFunction(
      () => (globalThis as unknown as { getApp(): { log: unknown[] } }).getApp().log.length > 0,
    );
    expect(await log(phone)).toEqual(["seen"]);
    await phone.close();
  }, 60_000);

  it("tells when an element comes into view, for the first time and again, and when it leaves", async () => {
    const phone = await driver.open(
      program({
        "/a.axml":
          '<scroll-view scroll-y style="height: 100px"><view style="height: 80px" onAppear="said" onDisappear="said" onFirstAppear="said">one</view><view style="height: 400px"/></scroll-view>',
        "/a.js": "Page({ said(e) { getApp().log.push(e.type) } })",
      }),
    );
    const told = async (last: string, top: number) => {
      await phone.frame.waitForFunction(
        (type) => (globalThis as unknown as { getApp(): { log: unknown[] } }).getApp().log.at(-1) === type,
        last,
      );
      const said = await log(phone);
      await phone.frame.locator("mp-scroll-view").evaluate((view, to) => {
        view.scrollTop = to;
      }, top);
      return said;
    };
    expect(await told("firstAppear", 300)).toEqual(["appear", "firstAppear"]);
    expect(await told("disappear", 0)).toEqual(["disappear"]);
    expect(await told("appear", 0)).toEqual(["appear"]);
    await phone.close();
  }, 60_000);

  it("keeps one component's error to itself, and tells onError", async () => {
    const phone = await driver.open(
      program({
        ...{ "/app.js": "App({ log: [], onError(message) { this.log.push('app ' + message) } })" },
        "/a.axml": "<x-one/><x-two/>",
        "/one.js":
          "Component({ didMount() { throw new Error('broken') }, onError(e) { getApp().log.push('own ' + e.message) } })",
        "/two.axml": "<text>well</text>",
        "/two.js": "Component({})",
      }),
    );
    await phone.frame.getByText("well").waitFor();
    expect(await log(phone)).toEqual(["own broken", "app broken"]);
    await phone.close();
  }, 60_000);

  it("passes over a handler that the script does not have, and in strict mode says so", async () => {
    const phone = await driver.open(program({ "/a.axml": '<view onTap="nowhere">Press</view>', "/a.js": "Page({})" }), {
      strict: true,
    });
    await phone.frame.getByText("Press").click();
    await phone.until((events) =>
      events.some((line) => line.startsWith("strict ") && line.includes("handler_missing")),
    );
    expect(await phone.errors()).toEqual([]);
    await phone.close();
  }, 60_000);
});
