import { expect } from "vitest";
import type { Script } from "./operate.ts";
import { counts, looks, reads } from "./seen.ts";

/** antd-mini 3.4.3, I to Z: what is a list of things, and moves through them. */
export const ROWS: readonly Script[] = [
  {
    of: "IndexBar",
    says: "goes to a letter that is touched, shows it large while it is held, and tells where it is scrolled to",
    axml: '<view style="height: 300px; display: flex"><x items="{{items}}" vibrate="{{false}}" onChange="letter"><view slot-scope="one" style="height: 200px">{{one.value.label}} {{one.value.who}}</view></x></view>',
    data: { items: ["A", "B", "C", "D"].map((label) => ({ label, who: `of ${label}` })) },
    page: "letter({ label }, index) { told('letter', [label, index]) },",
    act: async (hand) => {
      await reads(hand, ".ant-indexbar-side-list", ["A of A", "B of B", "C of C", "D of D"]);
      const box = await hand.on(".ant-indexbar-side-item", 1).boundingBox();
      if (!box) throw new Error("no letters");
      const { mouse } = hand.phone.page;
      await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await mouse.down();
      await reads(hand, ".ant-indexbar-side-item-tip", ["B"]);
      await mouse.up();
      await hand.gone(".ant-indexbar-side-item-tip");
      await reads(hand, ".ant-indexbar-side-active", ["B"]);
      await hand.stopped(".ant-indexbar-side-scroll");
      await hand.scroll(".ant-indexbar-side-scroll", { top: 450 });
      await reads(hand, ".ant-indexbar-side-active", ["C"]);
    },
    told: [
      ["letter", "B", 1],
      ["letter", "C", 2],
    ],
  },
  {
    of: "SelectContact",
    says: "sorts people by their letters below those it recommends, and tells who was chosen",
    axml: '<x height="400px" recommendContactsList="{{near}}" allContactsList="{{all}}" sessionId="s" onSelect="person"/>',
    data: {
      near: [{ userId: "1", displayName: "Wei", avatar: "UserOutline" }],
      all: [
        { userId: "2", displayName: "Pat", avatar: "UserOutline" },
        { userId: "3", displayName: "Ann", avatar: "UserOutline" },
      ],
    },
    page: "person({ userInfo, personSource, sessionId }) { told('person', [userInfo.displayName, personSource, sessionId]) },",
    act: async (hand) => {
      await reads(hand, ".contact-scroll .title", ["推荐", "全部联系人", "A", "P"]);
      await reads(hand, ".alphabet-container-item", ["推", "A", "P"]);
      await hand.tap("=Ann");
      await hand.tap("=Wei");
    },
    told: [
      ["person", "Ann", "all", "s"],
      ["person", "Wei", "recommend", "s"],
    ],
  },
  {
    of: "Sticky",
    says: "stays at the top of what is scrolled, and tells when it does and does not",
    axml: '<view style="height: 200px">above</view><x check="{{true}}" onStickyChange="stuck"><view class="bar">Bar</view></x><view style="height: 3000px">below</view>',
    act: async (hand) => {
      await hand.see("=Bar");
      await hand.scroll("mp-page", { top: 400 });
      await hand.toldOf(1);
      await hand.stopped("mp-page");
      const top = async (selector: string) => (await hand.on(selector).boundingBox())?.y ?? 0;
      expect(Math.round((await top(".bar")) - (await top("mp-page")))).toBe(0);
      await hand.scroll("mp-page", { top: 0 });
    },
    told: [
      ["stuck", true],
      ["stuck", false],
    ],
  },
  {
    of: "Sticky",
    says: "stays below a title that is seen through, and tells how high that is",
    axml: '<x transparentTitle="{{true}}" headerHeight="{{60}}" onGetHeaderHeight="high"><view>Bar</view></x><view style="height: 3000px">below</view>',
    act: async (hand) => {
      await looks(hand, ".ant-sticky", "top", ["60px"]);
    },
    told: [["high", 60]],
  },
  {
    of: "Table",
    says: "shows rows in columns, and sorts by one up, down and not",
    axml: '<x columns="{{columns}}" dataSource="{{rows}}"/>',
    data: {
      columns: [
        { title: "Name", dataIndex: "name", key: "name", width: 200, fixed: true },
        { title: "Cost", dataIndex: "cost", key: "cost", width: 200, sorter: true, textAlignRight: true },
      ],
      rows: [
        { name: "Tea", cost: 5 },
        { name: "Milk", cost: 3 },
        { name: "Cake", cost: 9 },
      ],
    },
    act: async (hand) => {
      const names = ".ant-table-list-item-value-first";
      await reads(hand, names, ["Tea", "Milk", "Cake"]);
      await looks(hand, ".ant-table-list-item-columns-item:first-child", "width", Array<string>(4).fill("100px"));
      await counts(hand, ".ant-table-list-item-value-align-right", 4);
      for (const order of [
        ["Milk", "Tea", "Cake"],
        ["Cake", "Tea", "Milk"],
        ["Tea", "Milk", "Cake"],
      ]) {
        await hand.tap(".ant-table-list-item-sorter");
        await reads(hand, names, order);
      }
    },
    told: [],
  },
  {
    of: "Table",
    says: "fills the width, takes other rows and cells of the program's own, and says when there are none",
    axml: '<x displayType="FULL" columns="{{columns}}" dataSource="{{rows}}"><text slot="item" slot-scope="it">{{it.rowIndex}}.{{it.index}} {{it.item.value}}</text><view slot="empty">Nothing</view></x>',
    data: { columns: ["a", "b"].map((key) => ({ title: key, dataIndex: key, key })), rows: [{ a: 1, b: 2 }] },
    page: "empty() { this.setData({ rows: [] }) },",
    act: async (hand) => {
      await reads(hand, ".ant-table-list-item-rows", ["1.0 1", "1.1 2"]);
      await hand.call("empty");
      await reads(hand, ".ant-table-empty", ["Nothing"]);
      await counts(hand, ".ant-table-list-item-rows", 0);
    },
    told: [],
  },
  ...["basic", "capsule", "mixin"].map((type): Script => ({
    of: "Tabs",
    says: `changes ${type} tabs, not to one that is off, and brings the chosen one into view`,
    axml: `<x type="${type}" items="{{items}}" onChange="tab"><view slot="plus">+</view><view slot-scope="it">{{it.index}}: {{it.value.text}}</view></x>`,
    data: {
      items: ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"].map((title, at) => ({
        title,
        subTitle: `sub ${title}`,
        text: `text of ${title}`,
        disabled: at === 1,
      })),
    },
    act: async (hand) => {
      await hand.see("=0: text of One");
      await hand.text("Two").click({ force: true });
      await hand.tap("=Four");
      await hand.see("=3: text of Four");
      await reads(hand, ".ant-tabs-bar-active", [type === "mixin" ? "Four\nsub Four" : "Four"]);
      await hand.scroll(".ant-tabs-bar-scroll-view", { left: 5000 });
      await hand.stopped(".ant-tabs-bar-scroll-view");
      await hand.tap("=Nine");
    },
    told: [
      ["tab", 3],
      ["tab", 8],
    ],
  })),
  {
    of: "Tabs",
    says: "stands at the side, and shows what the program sets where that decides",
    axml: '<view style="height: 300px"><x direction="vertical" current="{{at}}" items="{{items}}" onChange="tab"/></view><view onTap="next">Next</view>',
    data: { at: 0, items: ["One", "Two"].map((title) => ({ title, content: `text of ${title}` })) },
    page: "next() { this.setData({ at: 1 }) },",
    act: async (hand) => {
      await hand.tap("=Two");
      await hand.toldOf(1);
      await reads(hand, ".ant-vtabs-content", ["text of One"]);
      await hand.tap("=Next");
      await reads(hand, ".ant-vtabs-content", ["text of Two"]);
      await reads(hand, ".ant-vtabs-bar-item-active", ["Two"]);
    },
    told: [["tab", 1]],
  },
];
