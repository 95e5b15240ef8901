import { expect } from "vitest";
import type { Script } from "./operate.ts";
import { counts, looks, reads } from "./seen.ts";

const DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/** antd-mini 3.4.3, I to Z: components that mostly show something, held to what their documented properties make of it. */
export const SHOWN: readonly Script[] = [
  {
    of: "Icon",
    says: "is drawn by its name in the program's colour, and tells of its tap, caught or not",
    axml: '<view onTap="outside"><x type="AddOutline" style="color: rgb(255, 0, 0)" onTap="tapped" data-n="1"/><x type="CloseOutline" catchTap="caught" data-n="2"/></view>',
    act: async (hand) => {
      await looks(hand, ".ant-icon-AddOutline", "color", ["rgb(255, 0, 0)"]);
      await looks(hand, ".ant-icon-AddOutline", "font-family", ["antdmini-icon"]);
      await hand.tap(".ant-icon-AddOutline");
      await hand.tap(".ant-icon-CloseOutline");
    },
    told: [
      ["tapped", { n: "1" }],
      ["outside", {}],
      ["caught", { n: "2" }],
    ],
  },
  {
    of: "ImageIcon",
    says: "draws an icon where it is given the name of one, and a picture otherwise",
    axml: '<x className="a" image="StarFill"/><x className="b" image="{{dot}}"/>',
    data: { dot: DOT },
    act: async (hand) => {
      await counts(hand, ".a .ant-icon-StarFill", 1);
      await counts(hand, ".a img", 0);
      expect(await hand.on(".b img").getAttribute("src")).toBe(DOT);
    },
    told: [],
  },
  {
    of: "List",
    says: "stands between its head and its foot, of words or of the program's own",
    using: { row: "List/ListItem" },
    axml: '<x header="Head" footer="Foot" radius="{{true}}"><row>one</row></x><x><view slot="header">Own head</view><row>two</row><view slot="footer">Own foot</view></x>',
    act: async (hand) => {
      await reads(hand, ".ant-list-header", ["Head", "Own head"]);
      await reads(hand, ".ant-list-body", ["one", "two"]);
      await reads(hand, ".ant-list-footer", ["Foot", "Own foot"]);
      await counts(hand, ".ant-list-radius", 1);
    },
    told: [],
  },
  {
    of: "List/ListItem",
    says: "shows its parts and arrows, tells of its tap, caught or not, and nothing when it is off",
    axml: '<view onTap="outside"><x title="Wei" brief="helper" extra="far" extraBrief="5 km" image="UserOutline" arrow="right" onTap="row" data-n="1"/><x arrow="{{true}}" catchTap="caught" data-n="2">Two</x><x arrow="down" disabled="{{true}}" onTap="never">Off</x></view>',
    act: async (hand) => {
      await reads(hand, ".ant-list-item-content-title, .ant-list-item-content-brief", ["Wei", "helper"]);
      await reads(hand, ".ant-list-item-extra, .ant-list-item-extra-brief", ["far", "5 km", "", "", "", ""]);
      await counts(hand, ".ant-list-item-arrow .ant-icon-RightOutline", 2);
      await counts(hand, ".ant-list-item-arrow .ant-icon-DownOutline", 1);
      await counts(hand, ".ant-list-item-line-disabled", 1);
      for (const text of ["Off", "Wei", "Two"]) await hand.tap(`=${text}`);
    },
    told: [
      ["outside", {}],
      ["row", { n: "1" }],
      ["outside", {}],
      ["caught", { n: "2" }],
    ],
  },
  {
    of: "Loading",
    says: "turns in three sizes, or shows three dots in its colour",
    axml: '<x a:for="{{sizes}}" size="{{item}}"/><x type="mini" color="#00ff00"/>',
    data: { sizes: ["small", "medium", "large"] },
    act: async (hand) => {
      await looks(hand, ".ant-loading-spin", "width", ["17.5px", "35px", "52.5px"]);
      await looks(hand, ".ant-loading-mini-item", "background-color", Array(3).fill("rgb(0, 255, 0)"));
    },
    told: [],
  },
  {
    of: "PageContainer",
    says: "shows what is in it, loads, says what went wrong, and tells of both its buttons",
    axml: '<x loading="{{isLoading}}" status="{{status}}" title="{{title}}" message="{{message}}" actionText="Again" secondaryActionText="Leave" onActionTap="again" onSecondaryActionTap="leave"><view>The page</view></x>',
    data: { isLoading: true, status: "", title: "", message: "" },
    page: "fail() { this.setData({ isLoading: false, status: 'failed', title: 'Broken', message: 'Try later' }) },",
    act: async (hand) => {
      await hand.see("=The page");
      await counts(hand, ".ant-page-container-loading .ant-loading-spin", 1);
      await hand.call("fail");
      await reads(hand, ".ant-empty-text-main, .ant-empty-text-sub", ["Broken", "Try later"]);
      await counts(hand, ".ant-page-container-loading", 0);
      await counts(hand, ":text-is('The page')", 0);
      await hand.tap("=Again");
      await hand.tap("=Leave");
    },
    told: [
      ["again", {}],
      ["leave", {}],
    ],
  },
  {
    of: "Progress",
    says: "grows to what the program sets, in its colour, with an end of its own or an icon",
    axml: '<view style="width: 200px"><x percent="{{p}}" strokeColor="#00ff00" strokeWidth="{{6}}" animation="{{false}}"/><x percent="{{p}}" animation="{{false}}"><text slot="indicator" slot-scope="it">of {{it.percent}}</text></x><x percent="{{100}}" status="success"/></view>',
    data: { p: 10 },
    page: "more() { this.setData({ p: 50 }) },",
    act: async (hand) => {
      await hand.call("more");
      await reads(hand, ".ant-progress-indicator", ["50%", "of 50", ""]);
      const [outer] = await hand.all(".ant-progress-outer").evaluateAll((all) => all.map((one) => one.clientWidth));
      const [inner] = await hand.all(".ant-progress-inner").evaluateAll((all) => all.map((one) => one.clientWidth));
      expect(inner).toBe(Math.round((outer ?? 0) / 2));
      await looks(hand, ".ant-progress-inner:not([class*=-success])", "height", ["6px", "8px"]);
      await counts(hand, ".ant-progress-status-icon-success", 1);
    },
    told: [],
  },
  {
    of: "Progress",
    says: "draws its part of a circle",
    axml: '<x type="circle" percent="{{50}}" width="{{80}}" strokeColor="#00ff00" trailColor="#ff0000"/>',
    act: async (hand) => {
      const colours = () =>
        hand.on("canvas").evaluate((canvas) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const drawn =
            (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, height / 2, width, 1).data ?? [];
          const at = (from: number, to: number) => {
            for (let x = from; x < to; x++)
              if ((drawn[x * 4 + 3] ?? 0) > 250) return [...drawn.slice(x * 4, x * 4 + 3)];
            return [];
          };
          return [at(0, width / 2), at(width / 2, width)].map(String);
        });
      await expect.poll(colours, { timeout: 15_000 }).toEqual(["255,0,0", "0,255,0"]);
      await reads(hand, ".ant-progress-indicator", ["50%"]);
    },
    told: [],
  },
  {
    of: "Result",
    says: "shows how it ended by an icon or a picture, with words of the program's own and more below",
    axml: '<x a:for="{{types}}" type="{{item}}" title="{{item}}" message="m"/><x image="{{dot}}"><view slot="title">Own</view><view slot="extra" onTap="more">More</view></x>',
    data: { types: ["success", "error", "info", "warning", "wait"], dot: DOT },
    act: async (hand) => {
      await reads(hand, ".ant-result-title", ["success", "error", "info", "warning", "wait", "Own"]);
      const names = ["CheckCircleFill", "CloseCircleFill", "InformationCircleFill", "ExclamationCircleFill"];
      for (const name of [...names, "ClockCircleFill"]) await counts(hand, `.ant-result .ant-icon-${name}`, 1);
      await counts(hand, ".ant-result img", 1);
      await hand.tap("=More");
    },
    told: [["more", {}]],
  },
  {
    of: "SafeArea",
    says: "takes the place at the edges that no screen here keeps",
    axml: '<x position="top"/><view>between</view><x position="bottom"/>',
    act: async (hand) => {
      await hand.see("=between");
      await looks(hand, ".ant-safe-area-top, .ant-safe-area-bottom", "height", ["0px", "0px"]);
    },
    told: [],
  },
  {
    of: "Skeleton",
    says: "holds the place of a picture, a title and so many lines, until what is there is shown",
    axml: '<x avatar="{{true}}" animate="{{true}}" paragraph="{{lines}}" loading="{{isLoading}}"><view>There</view></x>',
    data: { isLoading: true, lines: { rows: 4 } },
    page: "done() { this.setData({ isLoading: false }) },",
    act: async (hand) => {
      await counts(hand, ".ant-skeleton-paragraph-row", 4);
      await counts(hand, ".ant-skeleton-avatar-animate, .ant-skeleton-title-animate", 2);
      await counts(hand, ":text-is('There')", 0);
      await hand.call("done");
      await hand.see("=There");
      await counts(hand, ".ant-skeleton", 0);
    },
    told: [],
  },
  ...["Avatar", "Button", "Input", "Title", "Paragraph"].map((name): Script => ({
    of: `Skeleton/${name}`,
    says: "holds the place of one, until it is there",
    axml: '<x className="own" animate="{{true}}" loading="{{isLoading}}"><view>There</view></x>',
    data: { isLoading: true },
    page: "done() { this.setData({ isLoading: false }) },",
    act: async (hand) => {
      await counts(hand, `.own.ant-skeleton-${name.toLowerCase()}-animate`, 1);
      await hand.call("done");
      await hand.see("=There");
      await counts(hand, ".own", 0);
    },
    told: [],
  })),
  {
    of: "Space",
    says: "keeps what is in it apart: in a row or below one another, near or far, on new lines",
    axml: '<x a:for="{{sizes}}" size="{{item}}"><view>a</view></x><x direction="vertical" align="end" justify="center"/><x wrap="{{true}}"/>',
    data: { sizes: ["small", "middle", "large", 40] },
    act: async (hand) => {
      await looks(hand, ".ant-space", "column-gap", ["8px", "16px", "24px", "20px", "16px", "16px"]);
      await looks(hand, ".ant-space", "flex-direction", [...Array<string>(4).fill("row"), "column", "row"]);
      await looks(hand, ".ant-space-vertical", "align-items", ["flex-end"]);
      await looks(hand, ".ant-space-wrap", "flex-wrap", ["wrap"]);
    },
    told: [],
  },
  {
    of: "Steps",
    says: "marks what is done, where it stands and what went wrong, with words of the program's own",
    axml: '<x items="{{items}}" current="{{at}}" status="{{status}}"/><x className="own" direction="vertical" items="{{items}}" current="{{1}}"><text slot="title" slot-scope="it">{{it.index}} {{it.value.title}}</text><text slot="icon" slot-scope="it">{{it.current}}</text></x>',
    data: { items: [{ title: "Ask", description: "now" }, { title: "Agree" }, { title: "Pay" }], at: 1, status: "" },
    page: "fail() { this.setData({ at: 2, status: 'error' }) },",
    act: async (hand) => {
      await reads(hand, ".ant-steps-item-title-finish", ["Ask", "0 Ask"]);
      await reads(hand, ".ant-steps-item-title-active", ["Agree", "1 Agree"]);
      await reads(hand, ".own .ant-steps-item-indicator-icon", ["1", "1", "1"]);
      await reads(hand, ".ant-steps-item-desc", ["now", "", "", "now", "", ""]);
      await hand.call("fail");
      await reads(hand, ".ant-steps-item-title-error", ["Pay"]);
      await reads(hand, ".ant-steps-item-title-finish", ["Ask", "Agree", "0 Ask"]);
    },
    told: [],
  },
  {
    of: "Tag",
    says: "stands in its colour, filled, light or outlined, with an icon",
    axml: '<x>a</x><x color="danger" type="outline">b</x><x color="success" type="fill-light" icon="StarFill">c</x>',
    act: async (hand) => {
      await reads(hand, ".ant-tag-content", ["a", "b", "c"]);
      const colours = ["rgb(22, 119, 255)", "rgb(255, 255, 255)", "rgb(212, 255, 241)"];
      await looks(hand, ".ant-tag", "background-color", colours);
      await counts(hand, ".ant-tag-icon-container .ant-icon-StarFill", 1);
    },
    told: [],
  },
  {
    of: "Typography",
    says: "shows words with an icon at their side, and tells of a tap, also of one that is off",
    axml: '<x text="One" icon="StarFill" iconPosition="left" underline="{{true}}" onTap="tapped" data-n="1"/><x text="Off" disabled="{{true}}" onTap="never" onDisabledTap="off"/><view onTap="outside"><x lineThrough="{{true}}" catchTap="caught" data-n="3">Three</x></view>',
    act: async (hand) => {
      await looks(hand, ".underline, .lineThrough", "text-decoration-line", ["underline", "line-through"]);
      await counts(hand, ".left .ant-icon-StarFill", 1);
      for (const text of ["One", "Off", "Three"]) await hand.tap(`=${text}`);
    },
    told: [
      ["tapped", { n: "1" }],
      ["off", {}],
      ["caught", { n: "3" }],
    ],
  },
];
