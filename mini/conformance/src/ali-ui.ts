import { MORE } from "./ali-ui-more.ts";
import type { Script } from "./operate.ts";

const GROUP = "abc".split("").map((id) => ({ id, value: `word ${id}` }));

/** mini-ali-ui 1.4.1: every component that a person can do something with. */
export const ALI_UI: readonly Script[] = [
  ...MORE,
  {
    of: "am-checkbox",
    says: "tells that it is ticked, and that it is not",
    axml: '<x value="a" onChange="changed"/>',
    act: async (hand) => {
      await hand.tap(".am-checkbox");
      await hand.see(".am-checkbox-checked");
      await hand.tap(".am-checkbox");
    },
    told: [
      ["changed", { value: true }],
      ["changed", { value: false }],
    ],
  },
  {
    of: "am-switch",
    says: "tells that it is on",
    axml: '<x onChange="changed"/>',
    act: (hand) => hand.tap(".am-switch"),
    told: [["changed", { value: true }]],
  },
  {
    of: "am-radio",
    says: "is chosen in its group, one of several",
    axml: '<radio-group onChange="chosen"><x value="a"/><x value="b"/></radio-group>',
    act: async (hand) => {
      await hand.tap(".am-radio", 1);
      await hand.tap(".am-radio", 0);
    },
    told: [
      ["chosen", { value: "b" }],
      ["chosen", { value: "a" }],
    ],
  },
  {
    of: "amount-input",
    says: "hears a sum, its end, and that it is cleared",
    axml: '<x title="Sum" value="{{v}}" showClear="{{true}}" btnText="All" onInput="typed" onConfirm="done" onClear="cleared"/>',
    data: { v: "" },
    page: "typed(e) { told('typed', [e]); this.setData({ v: e.detail.value }) },",
    act: async (hand) => {
      await hand.type("1200");
      await hand.shows("1200");
      await hand.press("Enter");
      await hand.tap(".am-amount-clear");
    },
    told: [["typed", { value: "1200" }], ["done", { value: "1200" }], ["cleared"]],
  },
  {
    of: "button",
    says: "tells of its tap, and nothing when it is off",
    axml: '<x onTap="tapped" data-name="one">Press</x><x disabled="{{true}}" onTap="never">Off</x><x onTap="tapped" data-name="two">Other</x>',
    act: async (hand) => {
      await hand.tap("=Press");
      await hand.on(".am-button", 1).click({ force: true });
      await hand.tap("=Other");
    },
    told: [
      ["tapped", { name: "one" }],
      ["tapped", { name: "two" }],
    ],
  },
  {
    of: "calendar",
    says: "turns to the next month and back",
    axml: '<x onMonthChange="month"/>',
    act: async (hand) => {
      const title = hand.on(".am-calendar-selected-month");
      const before = await title.innerText();
      await hand.tap(".am-calendar-next-month");
      await title.filter({ hasNotText: before }).waitFor();
      await hand.tap(".am-calendar-prev-month");
      await title.filter({ hasText: before }).waitFor();
      const told = await hand.told();
      const now = new Date().getMonth();
      if (told.length !== 2 || told[0]?.[1] !== (now + 1) % 12 || told[1]?.[1] !== now) throw new Error("other months");
      await hand.forget();
    },
    told: [],
  },
  {
    of: "calendar",
    says: "chooses a day",
    axml: '<x onSelect="day" type="single"/>',
    act: async (hand) => {
      await hand
        .all(".am-calendar-date-wrap:not(:has(.am-calendar-gray))")
        .filter({ has: hand.text("15") })
        .click();
      await hand
        .all(".am-calendar-selected")
        .filter({ has: hand.text("15") })
        .waitFor();
      const [[, days] = []] = (await hand.told()) as [string, string[]][];
      if (new Date(days?.[0] ?? "").getDate() !== 15) throw new Error(JSON.stringify(days));
      await hand.forget();
    },
    told: [],
  },
  {
    of: "card",
    says: "tells of taps on itself and on its two actions",
    axml: '<x title="Card" thumb="" action="Go" extraAction="More" info="i" onCardClick="card" onActionClick="action" onExtraActionClick="extra"/>',
    act: async (hand) => {
      await hand.tap("=Card");
      await hand.tap("=Go");
      await hand.tap("=More");
    },
    told: [
      ["card", { info: "i" }],
      ["action", { info: "i" }],
      ["extra", { info: "i" }],
    ],
  },
  {
    of: "collapse",
    says: "unfolds one and folds it",
    using: { item: "collapse/collapse-item" },
    axml: '<x collapseKey="k" onChange="changed"><item collapseKey="k" itemKey="one" header="First">inside</item></x>',
    act: async (hand) => {
      await hand.tap("=First");
      await hand.see("=inside");
      await hand.see(".title--active");
      await hand.tap("=First");
    },
    told: [
      ["changed", []],
      ["changed", ["one"]],
      ["changed", []],
    ],
  },
  {
    of: "coupon",
    says: "tells of its tap, and shows its rules",
    axml: '<x title="Ten off" onCouponClick="used" moreBtn="Rules"><view slot="detail">until May</view></x>',
    act: async (hand) => {
      await hand.tap("=Ten off");
      await hand.on(".am-coupon-content-detail-option").click();
      await hand.see("=until May");
    },
    told: [["used", { used: false }]],
  },
  {
    of: "filter",
    says: "takes several and tells of them when confirmed",
    using: { item: "filter/filter-item" },
    axml: '<x show="show" max="{{5}}" onChange="changed"><item a:for="{{words}}" value="{{item.value}}" id="{{item.id}}"/></x>',
    data: { words: GROUP },
    act: async (hand) => {
      await hand.tap("=word a");
      await hand.tap("=word c");
      await hand.tap(".am-filter-primary");
    },
    told: [
      [
        "changed",
        [
          { id: "a", value: "word a" },
          { id: "c", value: "word c" },
        ],
      ],
    ],
  },
  {
    of: "filter",
    says: "takes one at once when one is all that may be",
    using: { item: "filter/filter-item" },
    axml: '<x show="show" max="{{1}}"><item a:for="{{words}}" value="{{item.value}}" id="{{item.id}}" onChange="changed"/></x>',
    data: { words: GROUP },
    act: (hand) => hand.tap("=word b"),
    told: [["changed", [{ id: "b", value: "word b" }]]],
  },
  {
    of: "footer",
    says: "tells of a link of its own",
    axml: '<x type="link" extend="{{links}}" onLinkTap="link"/>',
    data: {
      links: [
        { text: "Help", url: "/h" },
        { text: "Terms", url: "/t" },
      ],
    },
    act: (hand) => hand.tap("=Terms"),
    told: [["link", { text: "Terms", url: "/t" }]],
  },
  {
    of: "grid",
    says: "tells which of its cells was tapped",
    axml: '<x columnNum="{{3}}" list="{{cells}}" onGridItemClick="cell"/>',
    data: { cells: ["One", "Two", "Three"].map((text) => ({ icon: "", text })) },
    act: async (hand) => {
      await hand.tap("=Three");
      await hand.tap("=One");
    },
    told: [
      ["cell", { detail: { index: 2 } }],
      ["cell", { detail: { index: 0 } }],
    ],
  },
  {
    of: "input-item",
    says: "hears typing and its end, and clears",
    axml: '<x value="{{v}}" clear="{{true}}" placeholder="Name" onInput="typed" onConfirm="done" onClear="cleared">Name</x>',
    data: { v: "" },
    page: "typed(e) { told('typed', [e]); this.setData({ v: e.detail.value }) },",
    act: async (hand) => {
      await hand.type("Li");
      await hand.press("Enter");
      await hand.tap(".am-input-clear");
    },
    told: [
      ["typed", { value: "Li" }],
      ["done", { value: "Li" }],
      ["cleared", {}],
    ],
  },
  {
    of: "list/list-item",
    says: "tells its place in the list",
    axml: '<x index="{{4}}" data-name="row" onClick="row">Row</x><x disabled="{{true}}" onClick="never">Off</x>',
    act: async (hand) => {
      await hand.tap("=Off");
      await hand.tap("=Row");
    },
    told: [["row", { index: 4, target: { dataset: { name: "row" } } }]],
  },
  {
    of: "list/alphabet",
    says: "tells the letter",
    axml: '<x alphabet="{{letters}}" onClick="letter"/>',
    data: { letters: ["A", "B", "C"] },
    act: (hand) => hand.tap("=B"),
    told: [["letter", { data: { index: 1, item: "B" }, target: { dataset: {} } }]],
  },
  {
    of: "long-password",
    says: "hears typing, and shows it when asked",
    axml: '<x value="{{v}}" clear="{{true}}" onInput="typed" onClear="cleared">Secret</x>',
    data: { v: "" },
    page: "typed(e) { told('typed', [e]); this.setData({ v: e.detail.value }) },",
    act: async (hand) => {
      await hand.type("pass");
      await hand.see("input[type=password]");
      await hand.tap(".am-long-password-eye");
      await hand.see("input[type=text]");
    },
    told: [["typed", { value: "pass" }]],
  },
  {
    of: "mask",
    says: "tells of its tap",
    axml: '<x onMaskTap="mask"/>',
    act: (hand) => hand.tap(".am-mask"),
    told: [["mask", {}]],
  },
  {
    of: "message",
    says: "tells of its main and its other button",
    axml: '<x title="Done" mainButton="{{main}}" subButton="{{sub}}" onTapMain="main" onTapSub="sub"/>',
    data: { main: { buttonText: "Go on", disabled: false }, sub: { buttonText: "Back" } },
    act: async (hand) => {
      await hand.tap("=Go on");
      await hand.tap("=Back");
    },
    told: [
      ["main", {}],
      ["sub", {}],
    ],
  },
];
