import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser } from "./driver.ts";
import { call, log, program } from "./semantics.ts";

// What the public documentation of component2 says, tried in a browser. Programs write what happened into getApp().log.
/** Members of the engine's own pages and components. */
const ENGINES = [
  ...["context", "definition", "derive", "drawn", "ended", "exported", "failed", "handle", "life", "linked", "mounted"],
  ...[
    "observed",
    "offers",
    "query",
    "root",
    "self",
    "start",
    "takeDrawn",
    "tellObservers",
    "told",
    "updated",
    "waiting",
  ],
];

describe.skipIf(!hasBrowser)("the runtime", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await Driver.start();
  }, 60_000);
  afterAll(() => driver.stop());

  it("tells a component of its life in order: made, own data, new properties, gone", async () => {
    const phone = await driver.open(
      program({
        "/a.axml": '<x-one a:if="{{shown}}" n="{{n}}" ref="keep"/>',
        "/a.js":
          "Page({ data: { n: 1, shown: true }, keep(one) { this.one = one }, set(d) { this.setData(d) }, inner(d) { this.one.setData(d, () => getApp().log.push('drawn')) } })",
        "/one.axml": "<text>{{n}} {{own}}</text>",
        "/one.js": `
          const say = (...words) => getApp().log.push(words.join(' '));
          const mixin = Mixin({ onInit() { say('mixin onInit') }, didMount() { say('mixin didMount') } });
          Component({
            mixins: [mixin], data: { own: 0 }, props: { n: 0, d: 5 },
            onInit() { say('onInit', this.props.n, this.props.d) },
            deriveDataFromProps(next) { say('derive', this.props.n, next.n); if (this.data.double !== next.n * 2) this.setData({ double: next.n * 2 }) },
            didMount() { say('didMount', this.data.double) },
            didUpdate(props, data) { say('didUpdate', props.n, this.props.n, data.own, this.data.own, this.data.double) },
            didUnmount() { say('didUnmount') },
          })`,
      }),
    );
    expect(await log(phone)).toEqual(["mixin onInit", "onInit 1 5", "derive 1 1", "mixin didMount", "didMount 2"]);
    await call(phone, "inner", { own: 1 });
    expect(await log(phone)).toEqual(["derive 1 1", "didUpdate 1 1 0 1 2", "drawn"]);
    await call(phone, "set", { n: 2 });
    expect(await log(phone)).toEqual(["derive 1 2", "didUpdate 1 2 1 1 4"]);
    await call(phone, "set", { other: 1 });
    await call(phone, "inner", { own: 1 });
    expect(await log(phone)).toEqual(["drawn"]);
    await call(phone, "set", { shown: false });
    expect(await log(phone)).toEqual(["didUnmount"]);
    await phone.close();
  }, 60_000);

  it("shows slots: default, named, by a name from data, with their scope; and otherwise the component's own", async () => {
    const phone = await driver.open(
      program({
        "/a.axml":
          '<x-one items="{{[1, 2]}}"><view slot="head">H{{n}}</view><view slot="row" slot-scope="p" onTap="tapped" data-i="{{p.i}}">{{p.i}}/{{n}}</view>rest</x-one><x-one/>',
        "/a.js": "Page({ data: { n: 7 }, tapped(e) { getApp().log.push(e.currentTarget.dataset.i, e.type) } })",
        "/one.axml":
          '<slot name="{{where}}">own</slot><slot name="{{nowhere}}">none</slot><view a:for="{{items}}"><slot name="row" i="{{item}}"/></view><slot/>|',
        "/one.js": "Component({ data: { where: 'head' }, props: { items: [] } })",
      }),
    );
    expect((await phone.frame.locator("mp-page").innerText()).replace(/\s+/g, " ")).toBe(
      "H7 none 1/7 2/7 rest|ownnone|",
    );
    await phone.frame.getByText("2/7").click();
    expect(await log(phone)).toEqual([2, "tap"]);
    await phone.close();
  }, 60_000);

  it("gives a component its user's new properties also when it changes itself in the same moment", async () => {
    const phone = await driver.open(
      program({
        "/a.axml": '<x-one n="{{n}}" onMore="more"/>',
        "/a.js": "Page({ data: { n: 1 }, more() { this.setData({ n: this.data.n + 1 }) } })",
        "/one.axml": '<view onTap="tapped">{{n}} of {{own}}</view>',
        "/one.js": `Component({ data: { own: 1 }, props: { n: 0, onMore() {} },
          methods: { tapped() { this.props.onMore(); this.setData({ own: this.data.own + 1 }) } },
          didUpdate(props) { getApp().log.push(props.n + ' was, is ' + this.props.n) } })`,
      }),
    );
    await phone.frame.getByText("1 of 1").click();
    await phone.frame.getByText("2 of 2").waitFor();
    expect(await log(phone)).toEqual(["1 was, is 2"]);
    await phone.close();
  }, 60_000);

  it("sets by path, splices lists, and tells observers what differs", async () => {
    const phone = await driver.open(
      program({
        "/a.axml": '<text a:for="{{list}}" a:key="*this">{{item}}{{a[0].b}}</text>',
        "/a.js": `Page({
          options: { observers: true }, data: { list: ['x', 'y'], a: [{ b: 0 }] },
          observers: { 'a[0].b'(b) { getApp().log.push('b ' + b) }, 'list, a'(list) { getApp().log.push('both ' + list.length) } },
          go() { const before = this.data.a; this.$batchedUpdates(() => { this.setData({ 'a[0].b': 1 }); this.$spliceData({ list: [1, 0, 'n'] }) }); return [before[0].b, this.data.a[0].b] },
          inPlace() { this.data.list.push('z'); this.setData({ list: this.data.list }) },
          same() { this.setData({ 'a[0].b': 1 }) } })`,
      }),
    );
    expect(await call(phone, "go")).toEqual([0, 1]);
    expect(await phone.frame.locator("mp-page").innerText()).toBe("x1n1y1");
    expect(await log(phone)).toEqual(["b 1", "both 2", "both 3"]);
    await call(phone, "inPlace");
    expect(await phone.frame.locator("mp-page").innerText()).toBe("x1n1y1z1");
    await log(phone);
    // What is set counts, though it was the same before.
    await call(phone, "same");
    expect(await log(phone)).toEqual(["b 1"]);
    await phone.close();
  }, 60_000);

  it("leaves to a program whatever names it gives its own, also those that the engine uses", async () => {
    const own = ENGINES.map((name) => `${name}() { return '${name}' }`).join(", ");
    const phone = await driver.open(
      program({
        "/a.axml": '<view onTap="go">page {{n}}</view><x-one id="one" n="{{n}}"/>',
        "/a.js": `Page({ data: { n: 1 }, ${own},
          go() { this.setData({ n: 2 }); this.context = 'mine'; getApp().log.push(this.start(), this.selectComponent('#one').context()) } })`,
        "/one.axml": '<view onTap="tapped">{{n}} of {{own}}</view>',
        "/one.js": `Component({ data: { own: 1 }, props: { n: 0 },
          methods: { ${own}, tapped() { this.setData({ own: this.data.own + 1 }); this.root = 'mine'; getApp().log.push(this.life(), this.$page.query()) } } })`,
      }),
    );
    await phone.frame.getByText("1 of 1").click();
    await phone.frame.getByText("1 of 2").waitFor();
    await phone.frame.getByText("page 1").click();
    await phone.frame.getByText("2 of 2").waitFor();
    expect(await log(phone)).toEqual(["life", "query", "start", "context"]);
    expect(await phone.errors()).toEqual([]);
    await phone.close();
  }, 60_000);

  it("ties parents and children by relations, and cuts the tie when one goes", async () => {
    const relation = (path: string, type: string) =>
      `Component({ options: { relations: true }, relations: { '${path}': { type: '${type}', linked(o) { getApp().log.push(this.is + ' linked ' + o.is) }, unlinked(o) { getApp().log.push(this.is + ' unlinked ' + o.is) } } } })`;
    const phone = await driver.open(
      program({
        "/a.axml": '<x-one><x-two a:if="{{shown}}"/></x-one>',
        "/a.js": "Page({ data: { shown: true }, set(d) { this.setData(d) } })",
        "/one.axml": "<slot/>",
        "/one.js": relation("./two", "child"),
        "/two.js": relation("./one", "parent"),
      }),
    );
    expect((await log(phone)).sort()).toEqual(["/one linked /two", "/two linked /one"]);
    await call(phone, "set", { shown: false });
    expect((await log(phone)).sort()).toEqual(["/one unlinked /two", "/two unlinked /one"]);
    await phone.close();
  }, 60_000);

  it("draws templates that use themselves, imported files, includes and scripts of the view", async () => {
    const phone = await driver.open(
      program({
        "/a.axml":
          '<import src="./t.axml"/><import-sjs from="./u.sjs" name="{twice, default: u}"/><template is="{{\'tree\'}}" data="{{...top, k: twice(2)}}"/><include src="./i.axml"/>{{u.x}}',
        "/a.js": "Page({ data: { top: { name: 'a', kids: [{ name: 'b', kids: [] }] } } })",
        "/t.axml":
          '<template name="tree"><view>{{name}}{{k}}<block a:for="{{kids}}"><template is="tree" data="{{...item, k: 0}}"/></block></view></template>',
        "/i.axml": "<view>{{top.name}} included</view>",
        "/u.sjs": "export const twice = (n) => n * 2; export default { x: 'sjs' };",
      }),
    );
    expect((await phone.frame.locator("mp-page").innerText()).replace(/\s+/g, " ")).toBe("a4 b0 a included sjs");
    await phone.close();
  }, 60_000);

  it("lays at most ten pages on one another, goes back several at once, and keeps tab pages", async () => {
    const files = program({
      "/app.json": JSON.stringify({
        pages: ["a", "b", "t"],
        tabBar: {
          items: [
            { pagePath: "a", name: "A" },
            { pagePath: "t", name: "T" },
          ],
        },
      }),
      "/a.js":
        "Page({ onShow() { getApp().log.push('a shown') }, onHide() { getApp().log.push('a hidden') }, onUnload() { getApp().log.push('a gone') } })",
      "/b.js": "Page({ onLoad(q) { getApp().log.push('b ' + q.n) }, onUnload() { getApp().log.push('b gone') } })",
      "/t.js": "Page({})",
    });
    const phone = await driver.open(files);
    await phone.frame.evaluate(async () => {
      const { my, getApp, getCurrentPages } = globalThis as unknown as {
        my: Record<string, (o: object) => Promise<unknown>>;
        getApp(): { log: unknown[] };
        getCurrentPages(): unknown[];
      };
      for (let n = 1; n <= 10; n++)
        await my["navigateTo"]?.({ url: `b?n=${n}` }).catch((why: { error: number }) => getApp().log.push(why.error));
      getApp().log.push(getCurrentPages().length);
      await my["navigateBack"]?.({ delta: 9 });
      await my["switchTab"]?.({ url: "/t" });
      await my["switchTab"]?.({ url: "/a" });
      await my["navigateTo"]?.({ url: "/t" }).catch((why: { error: number }) => getApp().log.push(why.error));
      await my["reLaunch"]?.({ url: "/b?n=last" });
    });
    const happened = await log(phone);
    expect(happened).toEqual([
      "a shown",
      "a hidden",
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `b ${n}`),
      17,
      10,
      ...Array<string>(9).fill("b gone"),
      "a shown",
      "a hidden",
      "a shown",
      18,
      "a gone",
      "b last",
    ]);
    await phone.close();
  }, 60_000);

  it("gives generated code what it wants: a global object, writable globals, sloppy scripts, live properties", async () => {
    const phone = await driver.open(
      program({
        "/a.axml": '<x-one onVI="vi" live="{{live}}"/>',
        "/a.js": `
          var root = Function("return this")();
          var plain = Component; Component = function (given) { root.counted = (root.counted || 0) + 1; return plain(given); };
          my["webpackJsonp"] = []; undeclared = 1;
          class Live { hello() { return 'live'; } }
          Page({ data: { live: new Live() }, vi(one) { getApp().log.push(one.props.live.hello(), typeof window, typeof fetch, root.counted) } })`,
        "/one.js": "Component({ props: { onVI() {} }, didMount() { this.props.onVI(this) } })",
      }),
    );
    expect(await log(phone)).toEqual(["live", "undefined", "undefined", 1]);
    await phone.close();
  }, 60_000);
});
