import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser, type Phone } from "./driver.ts";
import { call, log, program } from "./semantics.ts";

/** What programs of others were found to lean on, each in a small program of our own. */
describe.skipIf(!hasBrowser)("what programs of others lean on", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await Driver.start();
  }, 60_000);
  afterAll(() => driver.stop());

  const open = (files: Record<string, string>, pages?: string[]) => driver.open(program(files, pages));
  const told = async (phone: Phone, expected: unknown[], inOrder = (all: unknown[]) => all) => {
    const all: unknown[] = [];
    const heard = async () => {
      all.push(...(await log(phone)));
      return inOrder(all);
    };
    await expect.poll(heard, { timeout: 15_000 }).toEqual(expected);
  };

  it("a query within a component measures what that one draws, and stays asked", async () => {
    const phone = await open({
      "/a.axml": '<view class="bar" style="width: 1px">a</view><x-one wide="{{20}}"/><x-one wide="{{30}}"/>',
      "/a.js": "Page({})",
      "/one.axml": '<view class="bar" style="width: {{wide}}px">one</view>',
      "/one.js": `Component({
        didMount() {
          const say = ([bar, pages]) => getApp().log.push([this.props.wide, bar.width, pages.width]);
          const query = my.createSelectorQuery().in(this).select(".bar").boundingClientRect();
          // As uni-app does: what is asked stands there, and callbacks are kept on it.
          query.actions.at(-1).mine = true;
          query.in(null).select(".bar").boundingClientRect().exec(say);
          getApp().log.push(query.actions.map((one) => one.mine === true));
          this.props.wide === 30 && query.exec(say);
        },
      })`,
    });
    await told(phone, [
      [true, false],
      [true, false],
      [20, 20, 1],
      [30, 30, 1],
      [30, 30, 1],
    ]);
    await phone.close();
  }, 60_000);

  it("an address of a page is read as it stands: signs of an address within it, a plus, what is encoded badly", async () => {
    const phone = await open(
      {
        "/a.axml": "<view>a</view>",
        "/a.js": "Page({ go(url) { my.navigateTo({ url, fail: ({ error }) => getApp().log.push(error) }) } })",
        "/b.axml": "<view>b</view>",
        "/b.js": "Page({ onLoad(query) { getApp().log.push(query) } })",
        "/b.json": "{}",
      },
      ["a", "b"],
    );
    await call(phone, "go", "/b?url=https://x.example/?p=1#/home&n=a+b&m=%E4%BD%A0&bad=100%&flag");
    await told(phone, [{ url: "https://x.example/?p=1#/home", n: "a+b", m: "你", bad: "100%", flag: "" }]);
    await phone.frame.evaluate("void my.navigateTo({ fail: ({ error }) => getApp().log.push(error) })");
    await told(phone, [2]);
    await phone.close();
  }, 60_000);

  it("what belongs to another platform runs only where options ask for it", async () => {
    const definition = (options: string) => `Component({
      options: { ${options} },
      relations: { "/two": { type: "child", linked() { getApp().log.push("linked") } } },
      lifetimes: { attached() { getApp().log.push("attached") } },
      created() { getApp().log.push("created") },
      didMount() { getApp().log.push("didMount") },
    })`;
    const files = {
      "/a.axml": "<x-one><x-two/></x-one>",
      "/a.js": "Page({})",
      "/one.axml": "<view><slot/></view>",
      "/two.axml": "<view>two</view>",
      "/two.js": `Component({ options: { relations: true }, relations: { "/one": { type: "parent" } } })`,
    };
    const without = await open({ ...files, "/one.js": definition("") });
    await told(without, ["didMount"]);
    await without.close();
    const asked = await open({ ...files, "/one.js": definition("lifetimes: true, relations: true") });
    await told(asked, ["attached", "created", "didMount", "linked"], (all) => all.toSorted());
    await asked.close();
  }, 60_000);

  it("a canvas becomes a picture, by its id", async () => {
    const phone = await open({
      "/a.axml": '<canvas id="c" width="9" height="9"/>',
      "/a.js": `Page({
        onReady() {
          const told = ({ tempFilePath }) => getApp().log.push(tempFilePath.slice(0, 15));
          my.canvasToTempFilePath({ canvasId: "c" }).then(told);
          my.canvasToTempFilePath({ canvasId: "none", fail: ({ error }) => getApp().log.push(error) });
        },
      })`,
    });
    await told(phone, ["data:image/png;", 2]);
    await phone.close();
  }, 60_000);
});
