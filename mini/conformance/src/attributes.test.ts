import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inMemory } from "@everywhere/mini-compiler";
import { Driver, hasBrowser, type Phone } from "./driver.ts";
import { Hand } from "./operate.ts";

const DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
const NEVER_MS = 3_600_000;

/** A page that writes what it is told into getApp().log. */
function page(axml: string, members = "", acss = "") {
  return inMemory({
    "/app.json": '{"pages": ["a"], "window": {"defaultTitle": "Attributes"}}',
    "/app.js": "App({ log: [] }); say = (...words) => getApp().log.push(JSON.parse(JSON.stringify(words)));",
    "/a.axml": axml,
    "/a.acss": acss,
    "/a.js": `Page({ data: {}, ${members} })`,
  });
}

describe.skipIf(!hasBrowser)("attributes of built-ins, and tasks", () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await Driver.start();
  }, 60_000);
  afterAll(() => driver.stop());

  const opened = async (...given: Parameters<typeof page>): Promise<[Hand, Phone]> => {
    const phone = await driver.open(page(...given));
    return [new Hand(phone), phone];
  };
  const told = async (hand: Hand, expected: unknown[]) => {
    await hand.toldOf(expected.length);
    expect(await hand.told()).toEqual(expected);
  };
  const styles = (hand: Hand, selector: string, ...names: string[]) =>
    hand
      .on(selector)
      .evaluate((element, all) => all.map((name) => getComputedStyle(element).getPropertyValue(name)), names);
  /** Whether an element keeps the browser from scrolling by a wheel. */
  const refuses = (hand: Hand, selector: string, by: { deltaX?: number; deltaY?: number }) =>
    hand.on(selector).evaluate((element, given) => {
      const wheel = new WheelEvent("wheel", { ...given, bubbles: true, cancelable: true });
      element.dispatchEvent(wheel);
      return wheel.defaultPrevented;
    }, by);
  const until = async (hand: Hand, is: () => Promise<boolean>) => {
    for (const end = Date.now() + 20_000; !(await is());) {
      if (Date.now() > end) throw new Error("It did not come to that.");
      await hand.phone.page.waitForTimeout(20);
    }
  };

  it("hover-class comes after its start time, stays for its stay time, and not on who is above one that stops it", async () => {
    const [hand, phone] = await opened(
      `<view class="a" hover-class="on" hover-stay-time="${NEVER_MS}">a</view>
       <view class="b" hover-class="on" hover-start-time="${NEVER_MS}">b</view>
       <view class="c" hover-class="on">c<view class="d" hover-class="on" hover-stop-propagation>d</view></view>
       <button class="e">e</button>`,
    );
    const press = async (selector: string, isSeen: string) => {
      await hand.on(selector).hover();
      await phone.page.mouse.down();
      await hand.see(isSeen);
      await phone.page.mouse.up();
    };
    await press(".a", ".a.on");
    await press(".b", ".a.on");
    await press(".d", ".d.on:not(.c.on *)");
    await hand.gone(".d.on");
    await press(".e", ".e.mp-pressed");
    await hand.gone(".e.mp-pressed");
    expect(await hand.all(".on").evaluateAll((all) => all.map((one) => one.textContent))).toEqual(["a"]);
    await phone.close();
  }, 60_000);

  it("a placeholder has the class and the style that it is given, until something is typed", async () => {
    const [hand, phone] = await opened(
      '<input placeholder="Name" placeholder-class="hint" placeholder-style="font-size: 20rpx"/><textarea placeholder="Words" placeholder-class="hint"/>',
      "",
      ".hint { color: rgb(1, 2, 3) }",
    );
    expect(await styles(hand, "mp-input .hint", "color", "display")).toEqual(["rgb(1, 2, 3)", "block"]);
    expect(await styles(hand, "mp-textarea .hint", "color", "white-space")).toEqual(["rgb(1, 2, 3)", "pre-wrap"]);
    const wide = await phone.frame.evaluate(() => innerWidth);
    expect(Number.parseFloat((await styles(hand, "mp-input .hint", "font-size"))[0] ?? "")).toBeCloseTo(
      (20 * wide) / 750,
      1,
    );
    await hand.type("Li");
    expect(await styles(hand, "mp-input .hint", "display")).toEqual(["none"]);
    await phone.close();
  }, 60_000);

  it("a field begins with the cursor, or with what is marked, where it is told to", async () => {
    const [hand, phone] = await opened(
      '<input class="a" value="abcdef" focus="{{true}}" selection-start="1" selection-end="3" onFocus="came"/><input class="b" value="abcdef" focus="{{b}}" cursor="2" onFocus="came"/>',
      "data: { b: false }, next() { this.setData({ b: true }) }, came() { say('came') }",
    );
    const marked = (selector: string) =>
      hand.on(selector).evaluate((box) => {
        const { selectionStart, selectionEnd } = box as HTMLInputElement;
        return [selectionStart, selectionEnd].join();
      });
    await until(hand, async () => (await marked(".a input")) === "1,3");
    await hand.call("next");
    await until(hand, async () => (await marked(".b input")) === "2,2");
    await told(hand, [["came"], ["came"]]);
    await phone.close();
  }, 60_000);

  it("a textarea tells of its lines, is as high as they are, and of its key where that ends it", async () => {
    const [hand, phone] = await opened(
      '<textarea auto-height confirm-type="send" onLineChange="lines" onConfirm="sent" style="min-height: 0; line-height: 20px"/>',
      "lines({ detail: { lineCount, height } }) { say(lineCount, height) }, sent({ detail: { value } }) { say(value) }",
    );
    await hand.type("one\ntwo\nthree", "textarea");
    await told(hand, [[3, 60]]);
    expect(await styles(hand, "textarea", "height")).toEqual(["60px"]);
    await hand.press("Enter", "textarea");
    await told(hand, [[3, 60], ["one\ntwo\nthree"]]);
    await phone.close();
  }, 60_000);

  it("a swiper leaves margins, shows several at once, and is not touched where it must not be", async () => {
    const items = '<swiper-item a:for="{{5}}">i{{item}}</swiper-item>';
    const box = 'style="width: 300px; height: 40px"';
    const [hand, phone] = await opened(
      `<swiper class="a" ${box} previous-margin="20px" next-margin="40px" current="1">${items}</swiper>
       <swiper class="b" ${box} previous-margin="20px" next-margin="40px" snap-to-edge current="{{b}}" disable-programmatic-animation>${items}</swiper>
       <swiper class="c" ${box} display-multiple-items="2" disable-touch acceleration>${items}</swiper>`,
      "data: { b: 0 }, last() { this.setData({ b: 4 }) }",
    );
    const places = (selector: string) =>
      hand.all(`${selector} mp-swiper-item`).evaluateAll((all) =>
        all.map((one) => {
          const left = one.closest("mp-swiper")?.getBoundingClientRect().left ?? 0;
          return [Math.round(one.getBoundingClientRect().left - left), Math.round(one.clientWidth)];
        }),
      );
    expect((await places(".a")).slice(0, 3)).toEqual([
      [-220, 240],
      [20, 240],
      [260, 240],
    ]);
    expect((await places(".b"))[0]).toEqual([0, 240]);
    await hand.call("last");
    await until(hand, async () => (await places(".b"))[4]?.[0] === 60);
    expect((await places(".c")).slice(0, 2)).toEqual([
      [0, 150],
      [150, 150],
    ]);
    expect(await styles(hand, ".c .mp-track", "overflow-x")).toEqual(["hidden"]);
    expect(await styles(hand, ".c mp-swiper-item", "scroll-snap-stop")).toEqual(["normal"]);
    await phone.close();
  }, 60_000);

  it("a swiper goes to the item that is named, marks it, tells of the way, and is as high as it is", async () => {
    const [hand, phone] = await opened(
      `<swiper current-item-id="{{id}}" duration="60" active-class="now" adjust-height="current" onTransition="moves" onAnimationEnd="there">
         <swiper-item a:for="{{3}}" item-id="n{{item}}" class="i{{item}}"><view style="height: {{40 + item * 10}}px">{{item}}</view></swiper-item></swiper>`,
      "data: { id: 'n0' }, go() { this.setData({ id: 'n2' }) }, moves({ detail: { dy } }) { if (!getApp().log.length) say('moves', dy) }, there({ detail }) { say(detail.current, detail.source) }",
    );
    await hand.see(".i0.now");
    await until(hand, async () => (await styles(hand, "mp-swiper", "height"))[0] === "40px");
    await hand.call("go");
    await told(hand, [
      ["moves", 0],
      [2, ""],
    ]);
    await hand.see(".i2.now");
    expect(await hand.all(".now").count()).toBe(1);
    await until(hand, async () => (await styles(hand, "mp-swiper", "height"))[0] === "60px");
    await phone.close();
  }, 60_000);

  it("a scroll-view keeps to itself what it must not scroll, and takes its time to where it is told", async () => {
    const box = 'scroll-y style="height: 100px"';
    const [hand, phone] = await opened(
      `<scroll-view class="a" ${box} trap-scroll disable-upper-scroll="out-of-bounds"><view style="height: 500px"/></scroll-view>
       <scroll-view class="b" ${box} disable-lower-scroll="always"><view style="height: 500px"/></scroll-view>
       <scroll-view class="c" ${box} scroll-top="{{top}}" scroll-with-animation scroll-animation-duration="80" enable-back-to-top onScroll="moved"><view style="height: 500px"/></scroll-view>
       <view class="d" disable-scroll><scroll-view class="e" ${box}><view style="height: 500px"/></scroll-view></view>`,
      "data: { top: 0 }, go() { this.setData({ top: 200 }) }, moved({ detail: { scrollTop } }) { if (scrollTop > 199.5) say('there'); if (scrollTop < 0.5) say('top') }",
    );
    const up = { deltaY: -10 };
    const down = { deltaY: 10 };
    expect(await styles(hand, ".a", "overscroll-behavior-y")).toEqual(["contain"]);
    expect([await refuses(hand, ".a", up), await refuses(hand, ".a", down)]).toEqual([true, false]);
    await hand.on(".a").evaluate((one) => {
      one.scrollTop = 50;
    });
    expect(await refuses(hand, ".a", up)).toBe(false);
    expect([await refuses(hand, ".b", up), await refuses(hand, ".b", down)]).toEqual([false, true]);
    expect([await refuses(hand, ".e", up), await refuses(hand, ".c", up)]).toEqual([true, false]);
    expect(await styles(hand, ".d", "touch-action")).toEqual(["none"]);
    await hand.call("go");
    await hand.toldOf(1);
    await phone.page.locator("header.title h1").dblclick();
    await until(hand, async () => (await hand.told()).flat().includes("top"));
    await phone.close();
  }, 60_000);

  it("an image shows its default until the picture is here, and goes on to where none comes", async () => {
    const [hand, phone] = await opened(
      `<image class="a" default-source="${DOT}#first" src="{{src}}" onLoad="came"/><image class="b" default-source="${DOT}#first" src="/none.png" onError="failed"/>`,
      `data: { src: '' }, go() { this.setData({ src: '${DOT}#own' }) }, came() { say('came') }, failed() { say('failed') }`,
    );
    const source = (selector: string) => hand.on(`${selector} img`).getAttribute("src");
    await told(hand, [["failed"]]);
    expect([await source(".a"), await source(".b")]).toEqual([`${DOT}#first`, `${DOT}#first`]);
    await hand.call("go");
    await told(hand, [["failed"], ["came"]]);
    expect(await source(".a")).toBe(`${DOT}#own`);
    await phone.close();
  }, 60_000);

  it("a slider has the rail, the handle and the colours that it is given, and progress fills up to its end", async () => {
    const [hand, phone] = await opened(
      `<slider style="width: 220px; margin: 0" value="25" track-size="6" handle-size="20" handle-color="rgb(1, 0, 0)" active-color="rgb(0, 1, 0)" background-color="rgb(0, 0, 1)" onChange="set"/>
       <progress percent="{{p}}" active onActiveEnd="full"/>`,
      "data: { p: 5 }, more() { this.setData({ p: 10 }) }, set({ detail: { value } }) { say(value) }, full() { say('full') }",
    );
    await told(hand, [["full"]]);
    expect(await styles(hand, ".mp-handle", "width", "left", "background-color")).toEqual([
      "20px",
      "50px",
      "rgb(1, 0, 0)",
    ]);
    expect(await styles(hand, ".mp-done", "height", "width", "background-color")).toEqual([
      "6px",
      "55px",
      "rgb(0, 1, 0)",
    ]);
    expect(await styles(hand, ".mp-rail", "background-color")).toEqual(["rgb(0, 0, 1)"]);
    await hand.press("ArrowRight", "mp-slider input");
    await told(hand, [["full"], [26]]);
    await hand.call("more");
    await told(hand, [["full"], [26], ["full"]]);
    await phone.close();
  }, 60_000);

  it("a picker opens a sheet, and tells whether the person agreed or left it", async () => {
    const [hand, phone] = await opened(
      '<view onTap="tapped"><picker range="{{all}}" range-key="n" value="{{1}}" title="Fruit" onChange="chose" onCancel="left">which</picker></view>',
      "data: { all: [{ n: 'Apple' }, { n: 'Pear' }, { n: 'Plum' }] }, tapped() { say('tapped') }, chose({ detail: { value } }) { say(value) }, left() { say('left') }",
    );
    const turned = (to: number) =>
      until(hand, () => hand.on(".mp-wheel").evaluate((one, row) => Math.round(one.scrollTop / 34) === row, to));
    await hand.tap("=which");
    await turned(1);
    await hand.tap("=Cancel");
    await hand.gone(".mp-wheel");
    await hand.tap("=which");
    await hand.on(".mp-sheet").press("Escape");
    await hand.gone(".mp-wheel");
    await hand.press("Enter", "mp-picker");
    await hand.on(".mp-sheet").press("Escape");
    await hand.gone(".mp-wheel");
    await hand.tap("=which");
    await turned(1);
    await hand.tap("=Plum");
    await turned(2);
    await hand.tap("=OK");
    await told(hand, [["tapped"], ["left"], ["tapped"], ["left"], ["left"], ["tapped"], [2]]);
    await phone.close();
  }, 60_000);

  it("what is thrown goes on by itself, and a canvas lets nothing scroll where it is told so", async () => {
    const [hand, phone] = await opened(
      `<movable-area style="width: 300px; height: 100px"><movable-view class="v" direction="horizontal" inertia friction="1" onChangeEnd="ended" style="width: 40px; height: 40px">v</movable-view></movable-area>
       <canvas class="k" disable-scroll="{{true}}" width="10" height="10"/><picker-view mask-class="veil" value="{{[0]}}"><picker-view-column><view>r</view></picker-view-column></picker-view>`,
      "ended({ detail: { x } }) { say(x > 61) }",
    );
    expect(await refuses(hand, ".k", { deltaY: 1 })).toBe(true);
    expect(await hand.all(".mp-mask.veil").count()).toBe(1);
    await hand.on(".v").hover();
    await phone.page.mouse.down();
    const at = await hand.on(".v").boundingBox();
    // The first step begins the drag, and the second is what it is thrown by.
    for (const by of [32, 80]) await phone.page.mouse.move((at?.x ?? 0) + by, (at?.y ?? 0) + 20);
    await phone.page.mouse.up();
    await told(hand, [[true]]);
    await phone.close();
  }, 60_000);

  it("a download tells of its progress before it is there", async () => {
    const [hand, phone] = await opened(
      "<view/>",
      `get() {
         const task = my.downloadFile({ url: 'https://a.example/tea.txt', success: () => say('there') });
         task.onProgressUpdate(({ progress, totalBytesWritten }) => say(progress, totalBytesWritten)) }`,
    );
    const answer = { status: 200, headers: { "content-type": "text/plain" }, body: btoa("green tea") };
    await phone.page.route("**/gateway", (route) => route.fulfill({ json: answer }));
    await hand.call("get");
    await told(hand, [[100, 9], ["there"]]);
    await phone.close();
  }, 60_000);
});
