import { withPlaces } from "@everywhere/mini-cli";
import { inMemory } from "@everywhere/mini-compiler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser, type Phone } from "./driver.ts";
import { Hand } from "./operate.ts";

const APP = {
  pages: ["index", "plain", "wifi", "any"],
  subPackages: [
    { root: "goods", name: "sold", pages: ["list", "item"] },
    { root: "far/a way", pages: ["p"] },
  ],
  preloadRule: { wifi: { packages: ["sold"] }, any: { network: "all", packages: ["far/a way"] } },
};

const GO = `Page({
  go(how, url) { my[how]({ url }).then(() => say(how), (why) => say(how, why.error)) } })`;

const FILES = {
  "/app.json": JSON.stringify(APP),
  "/app.js": "App({ log: [] }); say = (...words) => getApp().log.push(words);",
  "/app.acss": ".all { color: rgb(1, 0, 0) }",
  "/shared.js": "module.exports = { word: 'shared' };",
  "/index.axml": "<view>index</view>",
  "/index.js": GO,
  "/plain.axml": "<view>plain</view>",
  "/wifi.axml": "<view>wifi</view>",
  "/wifi.js": GO,
  "/any.axml": "<view>any</view>",
  "/any.js": GO,
  "/goods/list.axml":
    '<import-sjs from="./v.sjs" name="v"/><view class="all own">{{v.loud(word)}} {{q}}</view><x-one onTap="broken"/>',
  "/goods/list.acss": "@font-face { font-family: Far; src: url(/none.woff) } .own { background-color: rgb(2, 0, 0) }",
  "/goods/list.json": '{"usingComponents": {"x-one": "./one"}, "defaultTitle": "Goods"}',
  "/goods/v.sjs": "export default { loud: function (word) { return word + '!' } }",
  "/goods/list.js": `const { word } = require('../shared');
    Page({ data: { word, q: '' }, onLoad({ q }) { this.setData({ q }) },
      broken() {
        throw new Error('here') } })`,
  "/goods/one.json": '{"component": true}',
  "/goods/one.axml": '<view class="one" onTap="tapped">component</view>',
  "/goods/one.js": "Component({ methods: { tapped() { this.props.onTap() } } })",
  "/goods/item.axml": "<view>item</view>",
  "/far/a way/p.axml": "<view>far</view>",
};

describe.skipIf(!hasBrowser)("subpackages", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await Driver.start();
  }, 60_000);
  afterAll(() => driver.stop());

  /** The scripts of subpackages that were asked for. */
  const fetched = (phone: Phone) =>
    phone.frame.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .map(({ name }) => /\/program\/(.+\/(?:view|logic)\.js)$/.exec(name)?.[1])
        .filter((name) => name !== undefined)
        .sort(),
    );
  const paths = async (phone: Phone) => (await phone.stack()).map((one) => one.path);
  const title = (phone: Phone) => phone.page.locator("header.title");
  const told = async (hand: Hand, expected: unknown[]) => {
    await hand.toldOf(expected.length);
    expect(await hand.told()).toEqual(expected);
  };

  it("are fetched when one of their pages is opened, once, and never for the first page", async () => {
    const phone = await driver.open(inMemory(FILES));
    const hand = new Hand(phone);
    await hand.see("=index");
    expect(await fetched(phone)).toEqual([]);

    let release = (): void => undefined;
    const held = new Promise<void>((done) => (release = done));
    await phone.page.route("**/goods/logic.js", async (route) => {
      await held;
      await route.continue();
    });
    await hand.call("go", "navigateTo", "/goods/list?q=7");
    await phone.page.locator("header.title[aria-busy=true].loading").waitFor();
    expect(await paths(phone)).toEqual(["/index"]);
    release();
    await hand.see("=shared! 7");
    await told(hand, [["navigateTo"]]);
    await phone.page.locator("header.title[aria-busy=false]").waitFor();
    expect(await title(phone).textContent()).toContain("Goods");
    const seen = await hand.on(".own").evaluate((one) => {
      const { color, backgroundColor } = getComputedStyle(one);
      return [color, backgroundColor, [...document.fonts].map((font) => font.family).join()];
    });
    expect(seen).toEqual(["rgb(1, 0, 0)", "rgb(2, 0, 0)", "Far"]);

    // What it throws is told with its place in the sources.
    await hand.tap("=component");
    await phone.until((events) => events.some((line) => line.startsWith("error ")));
    expect(withPlaces(phone.program, (await phone.errors())[0] ?? "")).toContain("/goods/list.js:4:15");

    await phone.page.evaluate(() => {
      (globalThis as unknown as { host: { tell(event: string, detail: unknown): void } }).host.tell("back", {});
    });
    await hand.see("=index");
    await hand.call("go", "redirectTo", "goods/item");
    await hand.see("=item");
    expect(await paths(phone)).toEqual(["/goods/item"]);
    expect(await fetched(phone)).toEqual(["goods/logic.js", "goods/view.js"]);
    await phone.close();
  }, 60_000);

  it("that cannot be fetched leave the page where it is, with an error, and are asked for anew", async () => {
    const phone = await driver.open(inMemory(FILES));
    const hand = new Hand(phone);
    await phone.page.route("**/far/a%20way/view.js", (route) => route.abort());
    for (const how of ["navigateTo", "reLaunch"]) await hand.call("go", how, "/far/a way/p");
    await told(hand, [
      ["navigateTo", 21],
      ["reLaunch", 21],
    ]);
    expect(await paths(phone)).toEqual(["/index"]);
    await phone.page.locator("header.title[aria-busy=false]").waitFor();
    await phone.page.unroute("**/far/a%20way/view.js");
    await hand.call("go", "reLaunch", "/far/a way/p");
    await hand.see("=far");
    expect(await paths(phone)).toEqual(["/far/a way/p"]);
    await phone.close();
  }, 60_000);

  it("are fetched ahead where preloadRule wants it on such a network", async () => {
    const phone = await driver.open(inMemory(FILES));
    const hand = new Hand(phone);
    const connected = (networkType: string) =>
      phone.page.evaluate((type) => {
        const { host } = globalThis as unknown as { host: { tell(event: string, detail: unknown): void } };
        host.tell("onNetworkStatusChange", { networkAvailable: true, isConnected: true, networkType: type });
      }, networkType);
    const come = (root: string) => phone.until((events) => events.includes(`fetched ${JSON.stringify({ root })}`));
    await connected("4G");
    await hand.call("go", "reLaunch", "/wifi");
    await hand.see("=wifi");
    await hand.call("go", "reLaunch", "/any");
    await come("far/a way");
    expect(await fetched(phone)).toEqual(["far/a%20way/logic.js", "far/a%20way/view.js"]);
    await connected("WIFI");
    await hand.call("go", "reLaunch", "/wifi");
    await come("goods");
    expect(await paths(phone)).toEqual(["/wifi"]);
    expect((await phone.events()).filter((line) => line.startsWith("package "))).toEqual([]);
    await phone.close();
  }, 60_000);

  it("are fetched before a program begins with one of their pages", async () => {
    const phone = await driver.open(inMemory(FILES), { page: "goods/list" });
    await new Hand(phone).see("=component");
    expect(await fetched(phone)).toEqual(["goods/logic.js", "goods/view.js"]);
    await phone.close();
  }, 60_000);

  it("that are missing at the beginning are said to be, and the program can be begun again", async () => {
    const phone = await driver.open(inMemory(FILES));
    await phone.page.route("**/goods/logic.js", (route) => route.abort());
    await phone.page.goto(`${phone.page.url().replace(/\?.*/, "")}?page=goods/item`);
    const dialog = phone.page.getByRole("dialog").filter({ hasText: "A part of this program could not be fetched." });
    await dialog.waitFor();
    await phone.page.unroute("**/goods/logic.js");
    await dialog.getByRole("button", { name: "Start again" }).click();
    await phone.until((events) => events.some((line) => line.startsWith("started ")));
    await new Hand(phone).see("=item");
    await phone.close();
  }, 60_000);
});
