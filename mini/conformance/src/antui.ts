import { ALI_UI } from "./ali-ui.ts";
import type { Script } from "./operate.ts";

/** What mini-ali-ui, its successor, left as it was. */
const KEPT = new Set([
  ...["calendar", "collapse", "filter", "grid", "input-item", "list/list-item", "picker-item", "popup"],
  ...["search-bar", "vtabs"],
]);

/** mini-antui 0.4.35: every component that a person can do something with. */
export const ANTUI: readonly Script[] = [
  ...ALI_UI.filter((one) => KEPT.has(one.of)),
  {
    of: "am-checkbox",
    says: "tells that it is ticked, and that it is not",
    axml: '<x value="a" onChange="changed"/>',
    act: async (hand) => {
      await hand.tap(".am-checkbox");
      await hand.see("[role=checkbox][aria-checked=true]");
      await hand.tap(".am-checkbox");
    },
    told: [
      ["changed", { value: true }],
      ["changed", { value: false }],
    ],
  },
  {
    of: "amount-input",
    says: "hears a sum, its end, that it is cleared, and its button",
    axml: '<x title="Sum" value="{{v}}" btnText="All" onInput="typed" onConfirm="done" onClear="cleared" onButtonClick="all"/>',
    data: { v: "" },
    page: "typed(e) { told('typed', [e]); this.setData({ v: e.detail.value }) },",
    act: async (hand) => {
      await hand.type("1200");
      await hand.shows("1200");
      await hand.press("Enter");
      await hand.tap(".am-amount-clear");
      await hand.tap("=All");
    },
    told: [["typed", { value: "1200" }], ["done", { value: "1200" }], ["cleared", ""], ["all"]],
  },
  {
    of: "card",
    says: "tells of its tap",
    axml: '<x title="Card" thumb="" info="i" onClick="card"/>',
    act: (hand) => hand.tap("=Card"),
    told: [["card", { info: "i" }]],
  },
  {
    of: "message",
    says: "tells of its main and its other button",
    axml: '<x title="Done" type="success" mainButton="{{main}}" subButton="{{sub}}" onTapMain="main" onTapSub="sub"/>',
    data: { main: { buttonText: "Go on" }, sub: { buttonText: "Back" } },
    act: async (hand) => {
      await hand.tap("=Go on");
      await hand.tap("=Back");
    },
    told: [["main"], ["sub"]],
  },
  {
    of: "modal",
    says: "tells of its footer, and that it is closed",
    axml: '<x show="{{true}}" onModalClick="click" onModalClose="closed"><view slot="header">Sure?</view>Really<view slot="footer">Well</view></x>',
    act: async (hand) => {
      await hand.tap("=Well");
      await hand.tap(".am-modal-close");
    },
    told: [["click"], ["closed"]],
  },
  {
    of: "notice",
    says: "tells of its tap where it leads somewhere",
    axml: '<x mode="link" onClick="go">News</x>',
    act: (hand) => hand.tap(".am-notice"),
    told: [["go"]],
  },
  {
    of: "notice",
    says: "is closed by its sign only",
    axml: '<x mode="closable" onClick="closed">News</x>',
    act: async (hand) => {
      await hand.tap("=News");
      await hand.tap(".am-notice-operation");
    },
    told: [["closed"]],
  },
  {
    of: "pagination",
    says: "turns pages within its bounds",
    axml: '<x total="{{2}}" current="{{1}}" onChange="turned"/>',
    act: async (hand) => {
      await hand.tap(".am-pagination-prev");
      await hand.tap(".am-pagination-next");
      await hand.tap(".am-pagination-next");
      await hand.tap(".am-pagination-prev");
    },
    told: [
      ["turned", 2],
      ["turned", 1],
    ],
  },
  {
    of: "popover",
    says: "shows its items, tells which was tapped and of the ground",
    using: { item: "popover/popover-item" },
    axml: '<view style="padding: 100px"><x show="{{show}}" onMaskClick="mask"><view onTap="open">Menu</view><view slot="items"><item onItemClick="item">Scan</item></view></x></view>',
    data: { show: false },
    page: "open() { this.setData({ show: true }) },",
    act: async (hand) => {
      await hand.tap("=Menu");
      await hand.tap("=Scan");
      await hand.on(".am-popover-mask").click({ position: { x: 5, y: 300 } });
    },
    told: [["item"], ["mask"]],
  },
  {
    of: "stepper",
    says: "steps up and down, to its bounds",
    axml: '<x value="{{1}}" min="{{0}}" max="{{2}}" onChange="stepped" showNumber="{{true}}"/>',
    act: async (hand) => {
      await hand.tap(".am-stepper-add");
      await hand.tap(".am-stepper-reduce");
      await hand.tap(".am-stepper-reduce");
    },
    told: [
      ["stepped", 2],
      ["stepped", 1],
      ["stepped", 0],
    ],
  },
  {
    of: "swipe-action",
    says: "shows its actions when it is swiped, and tells which was tapped",
    axml: '<x right="{{right}}" onRightItemClick="action" extra="e"><view style="height: 60px">Swipe me</view></x>',
    data: {
      right: [
        { type: "edit", text: "Edit" },
        { type: "delete", text: "Delete" },
      ],
    },
    page: "action({ index, extra, detail, done }) { told('action', [{ index, extra, detail }]); done() },",
    act: async (hand) => {
      await hand.drag(".am-swipe-content", [-200, 0]);
      await hand.tap("=Delete");
    },
    told: [["action", { index: 1, extra: "e", detail: { type: "delete", text: "Delete" } }]],
  },
  {
    of: "tabs",
    says: "tells of a tab that is tapped, and of the plus beside them",
    using: { content: "tabs/tab-content" },
    axml: '<x tabs="{{tabs}}" activeTab="{{n}}" showPlus="{{true}}" onTabClick="tab" onPlusClick="plus"><content a:for="{{tabs}}">c {{index}}</content></x>',
    data: { tabs: [{ title: "One" }, { title: "Two" }, { title: "Three" }], n: 0 },
    page: "tab(e) { told('tab', [e]); this.setData({ n: e.index }) },",
    act: async (hand) => {
      await hand.tap("=Two");
      await hand.tap(".am-tabs-plus");
    },
    told: [["tab", { index: 1 }], ["plus"]],
  },
  {
    of: "tips/tips-dialog",
    says: "tells that it is closed",
    axml: '<view style="padding: 150px 20px"><x show="{{true}}" type="rectangle" onCloseTap="closed"><view slot="content">Tip</view></x></view>',
    act: (hand) => hand.tap(".am-tips-dialog-close"),
    told: [["closed"]],
  },
  {
    of: "tips/tips-plain",
    says: "tells that it is closed",
    axml: '<x time="{{60000}}" onClose="closed">Tip</x>',
    act: (hand) => hand.tap("=Tip"),
    told: [["closed"]],
  },
];
