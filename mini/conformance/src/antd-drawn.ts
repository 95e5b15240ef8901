import { expect } from "vitest";
import type { Script } from "./operate.ts";
import { counts, isLeftOf, looks, reads } from "./seen.ts";

const DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/** antd-mini 3.4.3, A to H: components that mostly show something, held to what their documented properties make of it. */
export const DRAWN: readonly Script[] = [
  {
    of: "Avatar",
    says: "shows its picture in four sizes, and a medium one of its own otherwise",
    axml: '<x a:for="{{sizes}}" size="{{item}}" src="{{dot}}"/><x className="own"/>',
    data: { sizes: ["x-small", "small", "medium", "large"], dot: DOT },
    act: async (hand) => {
      await looks(hand, ".ant-avatar-image", "width", ["18px", "30px", "46px", "70px", "46px"]);
      expect(await hand.on(".ant-avatar img").getAttribute("src")).toBe(DOT);
      expect(await hand.on(".own img").getAttribute("src")).toMatch(/^https:/);
    },
    told: [],
  },
  {
    of: "Badge",
    says: "shows a dot, a number that is not over 99, a text and a bubble, in its colour and place",
    axml: '<x type="dot"><view>a</view></x><x type="number" text="{{7}}">b</x><x type="number" text="{{100}}">c</x><x type="text" text="New" bgColor="#00ff00">d</x><x type="bubble" text="Hot" position="top-left">e</x><x type="number"><view slot="text">own</view>f</x>',
    act: async (hand) => {
      await reads(hand, ".ant-badge-body", ["a", "b", "c", "d", "e", "f"]);
      await reads(hand, ".ant-badge-content", ["", "7", "99+", "New", "Hot", "own"]);
      await counts(hand, ".ant-badge-dot", 1);
      await looks(hand, ".ant-badge-content:has(.ant-badge-text)", "background-color", ["rgb(0, 255, 0)"]);
      await looks(hand, ".ant-badge-content:has(.ant-badge-bubble)", "border-bottom-right-radius", ["0px"]);
      await looks(hand, ".ant-badge-content:has(.ant-badge-bubble)", "left", ["0px"]);
    },
    told: [],
  },
  {
    of: "Container",
    says: "shows its title, what stands right of it, and its content",
    axml: '<x title="Plan"><view slot="headerRight" onTap="more">More</view>inside</x><x headerInBox="{{false}}"><view slot="title">Own</view></x>',
    act: async (hand) => {
      await reads(hand, ".ant-container-header-title", ["Plan", "Own"]);
      await reads(hand, ".ant-container-content", ["inside", ""]);
      await counts(hand, ".ant-container-headerNotInBox", 1);
      expect(await isLeftOf(hand, "mp-view.ant-container-header-title", "mp-view.ant-container-header-right")).toBe(
        true,
      );
      await hand.tap("=More");
    },
    told: [["more", {}]],
  },
  {
    of: "Divider",
    says: "draws a line with its words at their place, and one that stands",
    axml: '<x/><x text="left" textPosition="left" lineColor="#ff0000" lineType="dashed"/><x text="middle"/><x direction="vertical" lineColor="#0000ff"/>',
    act: async (hand) => {
      await reads(hand, ".ant-divider-horizontal", ["", "left", "middle"]);
      await looks(hand, ".ant-divider-horizontal-left", "flex-grow", ["1", "1", "1"]);
      await looks(hand, ".ant-divider-horizontal-right", "flex-grow", ["0", "5", "1"]);
      await looks(hand, ".ant-divider-horizontal-left", "border-bottom-style", ["solid", "dashed", "solid"]);
      const [, red] = await hand
        .all(".ant-divider-horizontal-right")
        .evaluateAll((all) => all.map((one) => getComputedStyle(one).borderBottomColor));
      expect(red).toBe("rgb(255, 0, 0)");
      await looks(hand, ".ant-divider-vertical", "border-right-color", ["rgb(0, 0, 255)"]);
    },
    told: [],
  },
  {
    of: "AutoResize",
    says: "shows what it was given",
    axml: '<x text="A name" className="own"><text>A name</text></x>',
    act: (hand) => reads(hand, ".own", ["A name"]),
    told: [],
  },
  {
    of: "Empty",
    says: "says what is missing, and which of its buttons was tapped",
    axml: '<x title="Nothing here" message="Look later" image="{{dot}}" buttonInfo="{{buttons}}" onClickButton="button"><view slot="extra">more</view></x>',
    data: { dot: DOT, buttons: { layout: "horizontal", list: [{ text: "Again", type: "primary" }, { text: "Back" }] } },
    act: async (hand) => {
      await reads(hand, ".ant-empty-text-main, .ant-empty-text-sub, .ant-empty-extra", [
        "Nothing here",
        "Look later",
        "more",
      ]);
      expect(await hand.on(".ant-empty-image img").getAttribute("src")).toBe(DOT);
      await hand.tap("=Back");
      await hand.tap("=Again");
    },
    told: [
      ["button", { text: "Back" }],
      ["button", { text: "Again", type: "primary" }],
    ],
  },
  {
    of: "Footer",
    says: "shows its words, and tells which link and which chip was tapped",
    axml: '<x label="No more" content="Made here" links="{{links}}" chips="{{chips}}" onLinkTap="link" onChipTap="chip"/>',
    data: {
      links: [
        { key: "h", text: "Help" },
        { key: "t", text: "Terms" },
      ],
      chips: [{ key: "c", text: "Chip" }],
    },
    act: async (hand) => {
      await reads(hand, ".ant-footer-label-text, .ant-footer-content", ["No more", "Made here"]);
      await hand.tap("=Terms");
      await hand.tap("=Chip");
    },
    told: [
      ["link", { key: "t", text: "Terms" }],
      ["chip", { key: "c", text: "Chip" }],
    ],
  },
  {
    of: "Grid",
    says: "tells which of its cells was tapped, and which were seen first",
    axml: '<x columns="{{2}}" items="{{cells}}" gridItemLayout="horizontal" showDivider="{{true}}" onTap="cell" onFirstAppear="seen"/>',
    data: { cells: ["One", "Two", "Three"].map((title) => ({ title, description: `${title} more`, icon: DOT })) },
    page: "seen({ title }) { told('seen', [title]) }, cell({ title }) { told('cell', [title]) },",
    act: async (hand) => {
      await hand.toldOf(3);
      await reads(hand, ".ant-grid-item-title", ["One", "Two", "Three"]);
      await counts(hand, ".ant-grid-item-line", 1);
      await hand.tap("=Three more");
    },
    told: [
      ["seen", "One"],
      ["seen", "Two"],
      ["seen", "Three"],
      ["cell", "Three"],
    ],
  },
  {
    of: "Grid",
    says: "scrolls its cells, with words of the program's own",
    axml: '<x mode="scroll" items="{{cells}}" onTap="cell"><view slot="title" slot-scope="cell">{{cell.index}}: {{cell.value.title}}</view></x>',
    data: { cells: [..."abcdefgh"].map((title) => ({ title, icon: DOT })) },
    page: "cell({ title }) { told('cell', [title]) },",
    act: async (hand) => {
      await hand.tap("=7: h");
      await hand.on(".ant-page-infinite-move").waitFor();
    },
    told: [["cell", "h"]],
  },
  {
    of: "Card",
    says: "folds by its button and unfolds, and tells of both",
    axml: '<x title="Order" needFold="{{true}}" divider="{{true}}" onFoldChange="fold"><view>Three teas</view></x>',
    act: async (hand) => {
      await counts(hand, ".ant-card-divider-with-line", 1);
      await hand.tap("=收起");
      await hand.on(".ant-card-content").waitFor({ state: "hidden" });
      await hand.tap("=展开");
      await hand.on(".ant-card-content").waitFor();
    },
    told: [
      ["fold", true],
      ["fold", false],
    ],
  },
  {
    of: "Card",
    says: "folds by its whole head, tells of its link, and folds as the program wants",
    axml: '<x title="Order" needFold="{{true}}" foldStatus="{{isFolded}}" config="{{config}}" onFoldChange="fold"><view>Three teas</view></x><x title="Other" operateText="More" onOperateClick="more"/>',
    data: { isFolded: true, config: { foldTapArea: "header" } },
    page: "unfold() { this.setData({ isFolded: false }) },",
    act: async (hand) => {
      await counts(hand, ".ant-card-content-collapse", 1);
      await hand.call("unfold");
      await hand.gone(".ant-card-content-collapse");
      await hand.tap("=Order");
      await hand.tap("=More");
    },
    told: [
      ["fold", true],
      ["more", {}],
    ],
  },
  {
    of: "ConfigProvider",
    says: "has what stands in it speak a language and take colours",
    using: { choice: "Picker" },
    axml: '<x locale="{{english}}" themeVars="{{vars}}"><choice options="{{[]}}"/><text class="own" style="color: var(--own-colour)">coloured</text></x>',
    data: { vars: { ownColour: "#00ff00" } },
    // The library keeps one language for the whole program, and lets it be changed once: set back for who comes next.
    page: `onLoad() { this.setData({ english: require('antd-mini/es/_locale/en-US').default }) },
      onUnload() {
        const { default: store } = require('antd-mini/es/_util/store');
        store.currentLocale.value = require('antd-mini/es/_locale/zh-CN').default;
        store.localeChangeFlag.value = false;
      },`,
    act: async (hand) => {
      await reads(hand, ".ant-picker-value", ["Please select"]);
      await looks(hand, ".own", "color", ["rgb(0, 255, 0)"]);
    },
    told: [],
  },
  {
    of: "Checklist/ChecklistItem",
    says: "tells of its tap, not when it is off, and shows its mark when it is on",
    axml: '<x a:for="{{items}}" item="{{item}}" checked="{{index === 0}}" onChange="chosen"><text slot="content" slot-scope="it">{{it.item.title}}</text><text slot="icon">chosen</text></x>',
    data: { items: [{ title: "Tea" }, { title: "Off", disabled: true }, { title: "Fixed", readonly: true }] },
    act: async (hand) => {
      await reads(hand, ".ant-checklist-item-content", ["Tea\nchosen", "Off", "Fixed"]);
      for (const text of ["Off", "Fixed", "Tea"]) await hand.tap(`=${text}`);
    },
    told: [["chosen", { title: "Tea" }]],
  },
  {
    of: "Calendar",
    says: "chooses the days from one to another, and begins anew with an earlier one",
    axml: '<x selectionMode="range" monthRange="{{range}}" onChange="days"/>',
    data: { range: [Date.UTC(2026, 4, 1, 4), Date.UTC(2026, 4, 31, 4)] },
    page: "days(at) { told('days', [at.map((one) => new Date(one).getDate())]) },",
    act: async (hand) => {
      await hand.tap("=12");
      await hand.tap("=15");
      await hand.tap("=9");
    },
    told: [
      ["days", [12]],
      ["days", [12, 15]],
      ["days", [9]],
    ],
  },
];
