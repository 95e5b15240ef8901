import { inMemory } from "@everywhere/mini-compiler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser, type Phone } from "./driver.ts";
import { Hand } from "./operate.ts";

const APP = "App({ log: [] }); say = (...words) => getApp().log.push(JSON.parse(JSON.stringify(words)));";

/** Two pages in two tabs. */
function tabs(tabBar: object, files: Record<string, string>) {
  const items = [
    { pagePath: "a", name: "First" },
    { pagePath: "b", name: "Second" },
  ];
  return inMemory({
    "/app.json": JSON.stringify({ pages: ["a", "b"], tabBar: { ...tabBar, items } }),
    "/app.js": APP,
    "/a.json": "{}",
    "/a.axml": "<view>page a</view>",
    "/a.js": "Page({})",
    "/b.json": "{}",
    "/b.axml": "<view>page b</view>",
    "/b.js": "Page({})",
    ...files,
  });
}

describe.skipIf(!hasBrowser)("what stands around a page", () => {
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

  it("a program draws its own tab bar, one on each tab page, and the host draws none", async () => {
    const shown = "onShow() { this.getTabBar().setData({ selected: this.route }) }";
    const phone = await driver.open(
      tabs(
        { customize: true },
        {
          "/a.js": `Page({ ${shown} })`,
          "/b.js": `Page({ ${shown} })`,
          "/customize-tab-bar/index.json": '{"component": true}',
          "/customize-tab-bar/index.axml":
            '<view class="bar"><view a:for="{{[\'a\', \'b\']}}" class="item {{item === selected ? \'on\' : \'\'}}" data-to="/{{item}}" onTap="go">to {{item}}</view></view>',
          "/customize-tab-bar/index.acss": ".bar { display: flex; height: 50px } .on { color: rgb(1, 2, 3) }",
          "/customize-tab-bar/index.js": `Component({
            data: { selected: '' },
            didMount() { say('mounted', this.$page.route, this.getTabBar() === this) },
            methods: { go({ currentTarget }) { my.switchTab({ url: currentTarget.dataset.to }); my.showTabBar() } },
          })`,
        },
      ),
    );
    const on = () => phone.frame.locator(".item.on").filter({ visible: true });
    await expect.poll(() => on().innerText()).toBe("to a");
    expect(await on().evaluate((element) => getComputedStyle(element).color)).toBe("rgb(1, 2, 3)");
    const box = await phone.frame.locator(".bar").boundingBox();
    const stage = await phone.page.locator("iframe").boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBe((stage?.y ?? 0) + (stage?.height ?? 0));
    await phone.frame.getByText("to b").click();
    await phone.frame.getByText("page b").waitFor();
    await expect.poll(() => on().innerText()).toBe("to b");
    await told(phone, [
      ["mounted", "a", true],
      ["mounted", "b", true],
    ]);
    expect(await phone.page.locator(".tabs").isVisible()).toBe(false);
    await phone.close();
  }, 60_000);

  it("a tap on a tab is told to the page that is left and to the one that comes, and to what stands on them", async () => {
    const phone = await driver.open(
      tabs(
        { textColor: "#010203", backgroundColor: "#fafafa" },
        {
          "/a.json": '{"usingComponents": {"x-one": "/one"}}',
          "/a.axml": "<view>page a</view><x-one/>",
          "/a.js":
            "Page({ events: { beforeTabItemTap() { say('before') }, onSelectedTabItemTap({ index }) { say('again', index) } } })",
          "/b.js": "Page({ onTabItemTap(tab) { say('tapped', tab) }, events: { onTabItemTap() { say('event') } } })",
          "/one.json": '{"component": true}',
          "/one.axml": "<view/>",
          "/one.js": "Component({ options: {}, pageEvents: { onHide() { say('below') } } })",
        },
      ),
    );
    const tab = (name: string) => phone.page.locator(".tabs").getByRole("button", { name });
    await tab("First").click();
    await tab("Second").click();
    await told(phone, [
      ["again", 0],
      ["before"],
      ["below"],
      ["tapped", { from: "user", pagePath: "b", text: "Second", index: 1 }],
      ["event"],
    ]);
    expect(await tab("First").evaluate((element) => getComputedStyle(element).color)).toBe("rgb(1, 2, 3)");
    await phone.close();
  }, 60_000);

  it("a finger pulls a page down to refresh it, until the page says that it is fresh; a script may as well", async () => {
    const phone = await driver.open(
      inMemory({
        "/app.json": JSON.stringify({ pages: ["a"], window: { pullRefresh: true } }),
        "/app.js": APP,
        "/a.json": "{}",
        "/a.axml":
          '<view id="top">top</view><button onTap="stop">stop</button><button onTap="start">start</button><scroll-view id="box" scroll-y scroll-top="100" style="height: 60px"><view style="height: 300px">inner</view></scroll-view>',
        "/a.js":
          "Page({ onPullDownRefresh({ from }) { say(from) }, stop() { my.stopPullDownRefresh() }, start() { my.startPullDownRefresh() } })",
      }),
    );
    const sign = phone.frame.locator(".mp-pull");
    const at = async (of: string) => {
      const box = await phone.frame.locator(of).boundingBox();
      return [(box?.x ?? 0) + 20, (box?.y ?? 0) + (box?.height ?? 0) / 2] as const;
    };
    const { mouse } = phone.page;
    const pull = async (of: string, ...ways: number[]) => {
      const [x, y] = await at(of);
      await mouse.move(x, y);
      await mouse.down();
      for (const way of ways) await mouse.move(x, y + way);
      await mouse.up();
    };
    // Too short, back again, and over what can still scroll: none of it refreshes.
    await pull("#top", 20, 60);
    await pull("#top", 60, 160, 10);
    await expect.poll(() => phone.frame.locator("#box").evaluate((box) => box.scrollTop)).toBe(100);
    await pull("#box", 60, 160);
    expect(await sign.isHidden()).toBe(true);
    await pull("#top", 60, 160);
    await told(phone, [["manual"]]);
    expect(await sign.isVisible()).toBe(true);
    await phone.frame.getByText("stop").click();
    await expect.poll(() => sign.isHidden()).toBe(true);
    const cdp = await phone.page.context().newCDPSession(phone.page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...touchPoints: { x: number; y: number }[]) =>
      cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
    // A busy page may leave a finger's first moves to the browser.
    await expect
      .poll(async () => {
        const [x, y] = await at("#top");
        await touch("touchStart", { x, y });
        for (const way of [40, 80, 120, 160]) await touch("touchMove", { x, y: y + way });
        await touch("touchEnd");
        return sign.isVisible();
      })
      .toBe(true);
    await phone.frame.getByText("stop").click();
    await expect.poll(() => sign.isHidden()).toBe(true);
    expect(await phone.frame.locator("mp-page").evaluate((page) => page.style.transform)).toBe("");
    await phone.frame.getByText("start").click();
    await told(phone, [["manual"], ["manual"], ["code"]]);
    await phone.close();
  }, 60_000);

  it("a page and the one that opened it talk by a channel, and listeners hear of the app's life", async () => {
    const phone = await driver.open(
      inMemory({
        "/app.json": JSON.stringify({ pages: ["a", "b"] }),
        "/app.js": `${APP}
          my.onAppShow(({ path }) => say('shown', path));
          my.onPageNotFound(({ path }) => say('none', path));
          my.onUnhandledRejection(({ reason }) => say('left', reason));
          my.onError((message) => say('error', message));`,
        "/a.json": "{}",
        "/a.axml": '<button onTap="go">go</button><button onTap="lost">lost</button>',
        "/a.js": `Page({
          onLoad() { this.createMediaQueryObserver().observe({ minWidth: 300, orientation: 'portrait' }, (now) => say('media', now)) },
          async go() {
            const { eventChannel } = await my.navigateTo({ url: '/b', events: { chosen(tea) { say('chosen', tea) } } });
            eventChannel.emit('offered', ['sencha']);
          },
          lost() {
            my.navigateTo({ url: '/none', fail: ({ error }) => say('failed', error) });
            void Promise.reject('forgotten');
            throw new Error('broken');
          },
        })`,
        "/b.json": "{}",
        "/b.axml": "<view>page b</view>",
        "/b.js": `Page({ onLoad() {
          const opener = this.getOpenerEventChannel();
          opener.once('offered', ([tea]) => { opener.emit('chosen', tea); my.navigateBack() });
        } })`,
      }),
    );
    await told(phone, [
      ["shown", ""],
      ["media", { matches: true }],
    ]);
    await phone.frame.getByText("go").click();
    await new Hand(phone).toldOf(3);
    await phone.frame.getByText("lost").click();
    await new Hand(phone).toldOf(7);
    const said = (await new Hand(phone).told()) as unknown[][];
    expect(said[2]).toEqual(["chosen", "sencha"]);
    expect(
      said
        .slice(3)
        .map((one) => one.join(" "))
        .sort(),
    ).toEqual(["error broken", "failed 16", "left forgotten", "none none"]);
    await phone.close();
  }, 60_000);
});
