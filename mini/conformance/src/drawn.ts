import type { Hand, Script } from "./operate.ts";

/** Fails where this is not so. */
async function must(what: string, holds: Promise<boolean> | boolean): Promise<void> {
  if (!(await holds)) throw new Error(`It is not so: ${what}`);
}

const count = (hand: Hand, selector: string) => hand.all(selector).count();

const styled = (hand: Hand, selector: string, name: string) =>
  hand.on(selector).evaluate((one, of) => getComputedStyle(one).getPropertyValue(of), name);

/** Whether the second stands to the right of the first, and not below it. */
async function besideEachOther(hand: Hand): Promise<boolean> {
  const [one, two] = [await hand.text("one").boundingBox(), await hand.text("two").boundingBox()];
  return !!one && !!two && two.x > one.x && Math.abs(two.y - one.y) < 2;
}

const ITEMS = ["Ordered", "Sent", "Here"].map((title) => ({ title, description: `${title}.` }));
const PORTRAIT = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/** What mini-ali-ui and mini-antui draw alike, changed by the page around it. */
export const DRAWN_BY_BOTH: readonly Script[] = [
  {
    of: "am-icon",
    says: "becomes another in another size",
    axml: '<x type="{{type}}" size="{{size}}"/><view onTap="turn">Turn</view>',
    data: { type: "close", size: 20 },
    page: "turn() { this.setData({ type: 'check', size: 30 }) },",
    act: async (hand) => {
      await hand.on(".am-icon-close").waitFor({ state: "attached" });
      const before = await styled(hand, ".am-icon", "font-size");
      await hand.tap("=Turn");
      await hand.on(".am-icon-check").waitFor({ state: "attached" });
      const after = await styled(hand, ".am-icon", "font-size");
      await must("it grew by half", Math.abs(Number.parseFloat(after) / Number.parseFloat(before) - 1.5) < 0.01);
    },
    told: [],
  },
  {
    of: "flex",
    says: "puts its items side by side, and one below the other",
    using: { item: "flex/flex-item" },
    axml: '<x direction="{{direction}}"><item>one</item><item>two</item></x><view onTap="turn">Turn</view>',
    data: { direction: "row" },
    page: "turn() { this.setData({ direction: 'column' }) },",
    act: async (hand) => {
      await hand.see("=two");
      await must("side by side", besideEachOther(hand));
      await hand.tap("=Turn");
      await hand.see(".am-flexbox-dir-column");
      await must(
        "one below the other",
        besideEachOther(hand).then((beside) => !beside),
      );
    },
    told: [],
  },
  {
    of: "steps",
    says: "goes on by a step, and lies down",
    axml: '<x activeIndex="{{at}}" items="{{items}}" direction="{{direction}}"/><view onTap="go">Go</view><view onTap="lie">Lie</view>',
    data: { at: 1, items: ITEMS, direction: "horizontal" },
    page: "go() { this.setData({ at: 2 }) }, lie() { this.setData({ direction: 'vertical' }) },",
    act: async (hand) => {
      await hand.see("=Sent.");
      await must("one is done", (await count(hand, ".am-hor-step-icon.is-active")) === 1);
      await hand.tap("=Go");
      await hand.on(".am-hor-step-icon.is-active", 1).waitFor({ state: "attached" });
      await hand.tap("=Lie");
      await hand.see(".am-vertical-steps");
      await must("two titles are reached", (await count(hand, ".am-vertical-step-title.is-active")) === 2);
    },
    told: [],
  },
  {
    of: "list",
    says: "has a head and a foot, tells that more comes, and that this was all",
    axml: `<x loadMore="{{more}}" loadContent="{{words}}"><view slot="header">Head</view><view>Row</view><view slot="footer">Foot</view></x>
      <view onTap="turn">Turn</view>`,
    data: { more: "load", words: ["More comes", "That was all"] },
    page: "turn() { this.setData({ more: 'over' }) },",
    act: async (hand) => {
      for (const text of ["=Head", "=Row", "=Foot", "=More comes"]) await hand.see(text);
      await hand.tap("=Turn");
      await hand.see("=That was all");
      await must("no more comes", (await count(hand, ".am-list-load-more")) === 0);
    },
    told: [],
  },
];

/** By its name: what a badge shows instead of a number beyond its limit. */
const badge = (beyond: string): Script => ({
  of: "badge",
  says: "counts on what it holds, beyond its limit, and is a dot",
  axml: '<x text="{{n}}" overflowCount="{{9}}" dot="{{dot}}"><view slot="inner">Box</view></x><view onTap="more">More</view><view onTap="less">Less</view>',
  data: { n: 3, dot: false },
  page: "more() { this.setData({ n: 12 }) }, less() { this.setData({ dot: true }) },",
  act: async (hand) => {
    await hand.see("=Box");
    await hand.see("=3");
    await hand.tap("=More");
    await hand.see(`=${beyond}`);
    await hand.tap("=Less");
    await hand.see(".am-badge-text.is-dot");
    await must("the number is gone", (await hand.text(beyond).count()) === 0);
  },
  told: [],
});

/** What mini-ali-ui alone draws, or draws in its own way. */
export const DRAWN_BY_ALI_UI: readonly Script[] = [
  ...DRAWN_BY_BOTH,
  badge("···"),
  {
    of: "avatar",
    says: "shows who it is, and another",
    axml: '<x src="{{src}}" name="{{name}}" desc="of the shop" shape="standard"/><view onTap="turn">Turn</view>',
    data: { src: PORTRAIT, name: "Mei" },
    page: "turn() { this.setData({ name: 'Bo' }) },",
    act: async (hand) => {
      await hand.see("=Mei");
      await hand.see("=of the shop");
      await hand.on(".am-avatar-img-standard").waitFor({ state: "attached" });
      await hand.tap("=Turn");
      await hand.see("=Bo");
    },
    told: [],
  },
  {
    of: "container",
    says: "tells of its action, and shares its place among three",
    axml: `<x title="Box" icon="arrow" type="{{type}}" onActionTap="action">
        <view slot="first">First</view><view slot="second">Second</view><view slot="third">Third</view><view>All</view>
      </x><view onTap="turn">Turn</view>`,
    data: { type: "line" },
    page: "turn() { this.setData({ type: 'onewithtwo' }) }, action() { told('action', []) },",
    act: async (hand) => {
      await hand.see("=Box");
      await hand.see("=All");
      await hand.tap(".am-title-operation");
      await hand.tap("=Turn");
      for (const text of ["=First", "=Second", "=Third"]) await hand.see(text);
    },
    told: [["action"]],
  },
  {
    of: "guide",
    says: "is leafed through, and tells that it is over",
    axml: '<x show="{{show}}" hasJump="{{true}}" guideList="{{list}}" btn_next="Next" btn_jump="Skip" btn_over="Done" onGuideOver="over"/>',
    data: { show: true, list: [{ url: PORTRAIT }, { url: PORTRAIT }] },
    page: "over() { told('over', []); this.setData({ show: false }) },",
    act: async (hand) => {
      await hand.see("=Skip");
      await hand.tap("=Next");
      await hand.tap("=Done");
      await hand.gone(".am-guide");
    },
    told: [["over"]],
  },
  {
    of: "list/list-secondary",
    says: "shows a title, what stands under it, and a picture's place",
    using: { picture: "list/auto-size-img" },
    axml: '<x title="Tea" subtitle="{{under}}" thumb="{{thumb}}"/><picture size="40px"/><view onTap="turn">Turn</view>',
    data: { under: "green", thumb: PORTRAIT },
    page: "turn() { this.setData({ under: 'black', thumb: '' }) },",
    act: async (hand) => {
      await hand.see("=green");
      await must("two pictures", (await count(hand, ".am-auto-sizer-container")) === 2);
      await hand.tap("=Turn");
      await hand.see("=black");
      await must("one picture", (await count(hand, ".am-auto-sizer-container")) === 1);
      await must("its size", (await styled(hand, ".am-auto-sizer-container", "width")) === "40px");
    },
    told: [],
  },
  {
    of: "loading",
    says: "is drawn in its size and colour",
    axml: '<x size="{{size}}" color="rgb(1, 2, 3)"/><view onTap="turn">Turn</view>',
    data: { size: "100px" },
    page: "turn() { this.setData({ size: '50px' }) },",
    act: async (hand) => {
      await hand.see(".am-loading-item__2");
      await must("its colour", (await styled(hand, ".am-loading-item__2", "background-color")) === "rgb(1, 2, 3)");
      await must("its size", (await styled(hand, ".am-loading-wrap", "width")) === "100px");
      await hand.tap("=Turn");
      await hand.see('.am-loading-wrap[style*="50px"]');
      await must("its new size", (await styled(hand, ".am-loading-wrap", "width")) === "50px");
    },
    told: [],
  },
  {
    of: "tag",
    says: "has an icon, and loses it",
    axml: '<x iconType="{{icon}}" size="sm" type="warning">New</x><view onTap="turn">Turn</view>',
    data: { icon: "check" },
    page: "turn() { this.setData({ icon: '' }) },",
    act: async (hand) => {
      await hand.see("=New");
      await hand.see(".am-tag-sm.am-tag-with-icon");
      await hand.tap("=Turn");
      await hand.gone(".am-tag-with-icon");
      await hand.gone(".am-tag-icon");
      await hand.see(".am-tag-text-plain");
    },
    told: [],
  },
];

/** What mini-antui alone draws, or draws in its own way. */
export const DRAWN_BY_ANTUI: readonly Script[] = [
  ...DRAWN_BY_BOTH,
  badge("9+"),
  {
    of: "footer",
    says: "says whose it is, and where to go",
    axml: '<x copyright="{{whose}}" links="{{links}}"/><view onTap="turn">Turn</view>',
    data: { whose: "Mei's shop", links: [{ text: "Terms", url: "/p0" }] },
    page: "turn() { this.setData({ whose: 'Bo' }) },",
    act: async (hand) => {
      await hand.see("=Mei's shop");
      await hand.see("=Terms");
      await hand.tap("=Turn");
      await hand.see("=Bo");
    },
    told: [],
  },
  {
    of: "page-result",
    says: "says what went wrong, with what one may do",
    axml: '<x type="network" title="{{title}}" brief="Try again"><view onTap="again">Again</view></x>',
    data: { title: "No network" },
    page: "again() { told('again', []); this.setData({ title: 'Still none' }) },",
    act: async (hand) => {
      await hand.see("=Try again");
      await hand.tap("=Again");
      await hand.see("=Still none");
    },
    told: [["again"]],
  },
];
