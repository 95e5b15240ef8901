import { inMemory } from "@everywhere/mini-compiler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser, type Phone } from "./driver.ts";
import { Hand } from "./operate.ts";

/** A page that writes into getApp().log; `more` holds components and scripts of the view. */
function page(axml: string, members = "", more: Record<string, string> = {}) {
  return inMemory({
    "/app.json": JSON.stringify({ pages: ["a"] }),
    "/app.js": "App({ log: [] }); say = (...words) => getApp().log.push(JSON.parse(JSON.stringify(words)));",
    "/a.json": '{"usingComponents": {"x-one": "/one"}}',
    "/one.json": '{"component": true}',
    "/one.js": "Component({})",
    "/one.axml": "<view/>",
    "/a.axml": axml,
    "/a.js": `Page({ data: {}, ${members} })`,
    ...more,
  });
}

const styleOf = (phone: Phone, selector: string, name: string) =>
  phone.frame
    .locator(selector)
    .evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), name);

describe.skipIf(!hasBrowser)("the built-ins that only some programs use", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await Driver.start();
  }, 60_000);
  afterAll(() => driver.stop());

  const told = async (phone: Phone, expected: unknown[]) => {
    const hand = new Hand(phone);
    await hand.toldOf(expected.length);
    expect(await hand.told()).toEqual(expected);
  };

  it("picker-view stands where it is told, and tells where it was turned to", async () => {
    const phone = await driver.open(
      page(
        '<picker-view value="{{v}}" onChange="turned" style="height: 200px"><picker-view-column><view a:for="{{5}}">row {{item}}</view></picker-view-column><picker-view-column><view a:for="{{3}}">col {{item}}</view></picker-view-column></picker-view>',
        "data: { v: [2, 1] }, turned({ detail }) { say(detail.value); this.setData({ v: detail.value }) }",
      ),
    );
    const tops = () =>
      phone.frame.locator(".mp-wheel").evaluateAll((all) => all.map((one) => Math.round(one.scrollTop / 34)));
    expect(await tops()).toEqual([2, 1]);
    await phone.frame.getByText("row 3").click();
    await told(phone, [[[3, 1]]]);
    expect(await tops()).toEqual([3, 1]);
    await phone.close();
  }, 60_000);

  it("canvas is drawn by the old context and by the native one", async () => {
    const phone = await driver.open(
      page(
        '<canvas id="old" width="10" height="10"/><canvas id="new" type="2d" width="10" height="10" onReady="ready"/>',
        `onReady() { const c = my.createCanvasContext('old'); c.setFillStyle('#ff0000'); c.fillRect(0, 0, 10, 10); c.draw(false, async () => say((await c.toDataURL()).length > 100)) },
         ready() { my.createSelectorQuery().select('#new').node().exec(([{ node }]) => { const c = node.getContext('2d'); c.fillStyle = '#00ff00'; c.fillRect(0, 0, 10, 10); }) }`,
      ),
    );
    await told(phone, [[true]]);
    const colour = (id: string) =>
      phone.frame
        .locator(`${id} canvas`)
        .evaluate((one) =>
          [...((one as HTMLCanvasElement).getContext("2d")?.getImageData(5, 5, 1, 1).data ?? [])].join(),
        );
    expect([await colour("#old"), await colour("#new")]).toEqual(["255,0,0,255", "0,255,0,255"]);
    await phone.close();
  }, 60_000);

  it("an animation leaves an element where it ended", async () => {
    const phone = await driver.open(
      page(
        '<view id="v" animation="{{moves}}" onTransitionEnd="ended" style="width: 10px">v{{n}}</view>',
        "data: { n: 0 }, ended() { say('ended'); this.setData({ n: 1 }) }, onReady() { const a = my.createAnimation({ duration: 10 }); a.opacity(0.5).translateX(20).step(); this.setData({ moves: a.export() }) }",
      ),
    );
    await told(phone, [["ended"]]);
    await phone.frame.getByText("v1").waitFor();
    expect(await styleOf(phone, "#v", "opacity")).toBe("0.5");
    expect(await styleOf(phone, "#v", "transform")).toBe("matrix(1, 0, 0, 1, 20, 0)");
    await phone.close();
  }, 60_000);

  it("scripts of the view reach elements, keep their state, call methods and hear of changes", async () => {
    const phone = await driver.open(
      page(
        '<import-sjs from="./v.sjs" name="v"/><view id="t" onTap="{{v.tapped}}" n="{{n}}" change:n="{{v.changed}}">tap</view><view class="box">b{{n}}</view>',
        "data: { n: 1 }, heard(given) { say('heard', given); this.setData({ n: this.data.n + 1 }) }",
        {
          "/v.sjs": `
            function tapped(event, owner) {
              var state = event.instance.getState();
              state.times = (state.times || 0) + 1;
              owner.selectComponent('.box').setStyle({ marginLeft: '3px' }).addClass('hit');
              owner.callMethod('heard', { times: state.times });
              return false;
            }
            function changed(now, old, owner) { owner.callMethod('told', [now, old]); }
            export default { tapped: tapped, changed: changed };`,
          "/a.js":
            "Page({ data: { n: 1 }, told(pair) { say('changed', pair) }, heard(given) { say('heard', given); this.setData({ n: this.data.n + 1 }) } })",
        },
      ),
    );
    await phone.frame.getByText("tap").click();
    await phone.frame.getByText("b2").waitFor();
    await told(phone, [
      ["changed", [1, null]],
      ["heard", { times: 1 }],
      ["changed", [2, 1]],
    ]);
    expect(await styleOf(phone, ".box", "margin-left")).toBe("3px");
    expect(await phone.frame.locator(".box.hit").count()).toBe(1);
    await phone.close();
  }, 60_000);

  it.each([
    ["shared", "rgb(1, 1, 1)", "rgb(2, 2, 2)"],
    ["apply-shared", "rgb(1, 1, 1)", "rgb(0, 0, 0)"],
    ["isolated", "rgb(0, 0, 0)", "rgb(0, 0, 0)"],
  ])(
    "a component whose styles are %s",
    async (isolation, inside, outside) => {
      const phone = await driver.open(
        page('<x-one/><view class="inner" id="out">out</view>', "", {
          "/a.acss": "page { color: #000000 } .outer { color: rgb(1, 1, 1) }",
          "/one.json": JSON.stringify({ component: true, styleIsolation: isolation }),
          "/one.axml": '<view class="outer" id="in">in</view><view class="inner" id="own">own</view>',
          "/one.acss": ".inner { color: rgb(2, 2, 2) }",
        }),
      );
      expect([await styleOf(phone, "#in", "color"), await styleOf(phone, "#out", "color")]).toEqual([inside, outside]);
      expect(await styleOf(phone, "#own", "color")).toBe("rgb(2, 2, 2)");
      await phone.close();
    },
    60_000,
  );

  it("a class from outside reaches into a component that is closed", async () => {
    const phone = await driver.open(
      page('<x-one my-class="red"/>', "", {
        "/a.acss": ".red { color: rgb(9, 0, 0) }",
        "/one.json": '{"component": true, "styleIsolation": "isolated"}',
        "/one.js": "Component({ options: { externalClasses: true }, externalClasses: ['my-class'] })",
        "/one.axml": '<view class="my-class" id="in">in</view>',
      }),
    );
    expect(await styleOf(phone, "#in", "color")).toBe("rgb(9, 0, 0)");
    await phone.close();
  }, 60_000);

  it("a map says where it is right after it was moved, and moves on from there", async () => {
    const phone = await driver.open(
      page(
        '<map id="m" latitude="{{10}}" longitude="{{20}}" scale="{{12}}" style="width: 300px; height: 200px" onRegionChange="region"/>',
        `region() {}, async move() {
           const map = my.createMapContext('m');
           const now = async () => { const { latitude, longitude } = await map.getCenterLocation(); return [latitude, longitude] };
           say(await now());
           map.moveToLocation({ latitude: 30, longitude: 40 });
           say(await now());
           map.moveToLocation({ longitude: 50 });
           const { x, y } = await map.mapToScreen({ latitude: 30, longitude: 50 });
           say(await now(), Math.round(x), Math.round(y));
         }`,
      ),
    );
    await phone.frame.locator("mp-map svg").waitFor({ state: "attached" });
    await phone.frame.waitForFunction(
      () =>
        (document.querySelector("div")?.shadowRoot?.querySelector("mp-map") as { handle?: { size: { x: number } } })
          .handle?.size.x === 300,
    );
    await new Hand(phone).call("move");
    await told(phone, [[[10, 20]], [[30, 40]], [[30, 50], 150, 100]]);
    await phone.close();
  }, 60_000);

  it("a movable view tells where each drag ended, and stays in its area", async () => {
    const phone = await driver.open(
      page(
        '<movable-area style="width: 200px; height: 200px"><movable-view class="v" direction="all" animation="{{false}}" style="width: 50px; height: 50px" onChangeEnd="ended">v</movable-view></movable-area>',
        "ended({ detail: { x, y } }) { say(Math.round(x), Math.round(y)) }",
      ),
    );
    const hand = new Hand(phone);
    await hand.drag(".v", [40, 30]);
    await hand.toldOf(1);
    await hand.drag(".v", [-15, 20]);
    await hand.toldOf(2);
    await hand.drag(".v", [180, 0]);
    await told(phone, [
      [40, 30],
      [25, 50],
      [150, 50],
    ]);
    await phone.close();
  }, 60_000);

  it.each(["input", "textarea"])(
    "a controlled %s shows what the program sets while it is typed in, and keeps its cursor",
    async (tag) => {
      const phone = await driver.open(
        page(
          `<${tag} controlled="{{true}}" value="{{v}}" maxlength="{{20}}" onInput="typed"/>`,
          "data: { v: '12' }, typed({ detail: { value } }) { say(value); this.setData({ v: value.replace(/[^0-9]/g, '') }) }",
        ),
      );
      const hand = new Hand(phone);
      const box = hand.on(`mp-${tag} ${tag}`);
      await box.press("End");
      await box.pressSequentially("3x45");
      await hand.toldOf(4);
      await hand.shows("12345", tag);
      await box.press("Home");
      await box.press("ArrowRight");
      await box.pressSequentially("89");
      await hand.shows("1892345", tag);
      await told(phone, [["123"], ["123x"], ["1234"], ["12345"], ["182345"], ["1892345"]]);
      await phone.close();
    },
    60_000,
  );
});
