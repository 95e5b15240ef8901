import type { Script } from "./operate.ts";

/** From modal on; the others are in ali-ui.ts. */
export const MORE: readonly Script[] = [
  {
    of: "modal",
    says: "tells which of its buttons was tapped, and that it is closed",
    axml: '<x show="{{true}}" showClose="{{true}}" buttons="{{buttons}}" onButtonClick="button" onModalClose="closed">Sure?</x>',
    data: { buttons: [{ text: "No" }, { text: "Yes" }] },
    act: async (hand) => {
      await hand.tap("=Yes");
      await hand.tap(".am-modal-close");
    },
    told: [["button", { index: 1, item: { text: "Yes" } }], ["closed"]],
  },
  {
    of: "modal",
    says: "tells of its footer and of the ground round it",
    axml: '<x show="{{true}}" mask="{{true}}" onModalClick="click" onMaskClick="mask">Sure?<view slot="footer">Well</view></x>',
    act: async (hand) => {
      await hand.tap("=Well");
      await hand.on(".am-modal-mask").click({ position: { x: 5, y: 5 } });
    },
    told: [["click"], ["mask"]],
  },
  {
    of: "multi-liner",
    says: "hears several lines",
    axml: '<x value="{{v}}" onInput="typed"/>',
    data: { v: "" },
    page: "typed(e) { told('typed', [e]); this.setData({ v: e.detail.value }) },",
    act: (hand) => hand.type("one", "textarea"),
    told: [["typed", { value: "one" }]],
  },
  {
    of: "notice",
    says: "tells of its two actions",
    axml: '<x mode="link" action="Go" actionLeft="No" onClick="go" onClickLeft="no">News</x>',
    act: async (hand) => {
      await hand.tap("=Go");
      await hand.tap("=No");
    },
    told: [
      ["go", {}],
      ["no", {}],
    ],
  },
  {
    of: "page-result",
    says: "tells of its two buttons",
    axml: '<x type="busy" footer="{{footer}}" onTapLeft="left" onTapRight="right"/>',
    data: { footer: [{ text: "Mend" }, { text: "Again" }] },
    act: async (hand) => {
      await hand.tap("=Mend");
      await hand.tap("=Again");
    },
    told: [
      ["left", {}],
      ["right", {}],
    ],
  },
  {
    of: "pagination",
    says: "shows how far its content was scrolled",
    axml: '<x infinite="{{true}}" pagerName="pages" max="{{2}}"><view style="width: 2000px; height: 50px">wide</view></x>',
    act: async (hand) => {
      await hand.scroll("#pages", { left: 5000 });
      await hand.see('.am-pageInfiniteMove[style*="translateX(100%)"]');
    },
    told: [],
  },
  {
    of: "picker-item",
    says: "tells of its tap",
    axml: '<x placeholder="Choose" onPickerTap="picked" data-name="town">Town</x>',
    act: (hand) => hand.tap("=Choose"),
    told: [["picked", { name: "town" }]],
  },
  {
    of: "popover",
    says: "shows its items, tells which was tapped and of the ground",
    using: { item: "popover/popover-item" },
    axml: '<view style="padding: 100px"><x show="{{show}}" onMaskClick="mask"><view onTap="open">Menu</view><view slot="items"><item onItemClick="item" data-n="1">Scan</item></view></x></view>',
    data: { show: false },
    page: "open() { this.setData({ show: true }) },",
    act: async (hand) => {
      await hand.tap("=Menu");
      await hand.tap("=Scan");
      await hand.on(".am-mask").click({ position: { x: 5, y: 300 } });
    },
    told: [["item", { n: "1" }], ["mask"]],
  },
  {
    of: "popup",
    says: "closes by the ground round it",
    axml: '<x show="{{show}}" onClose="closed"><view style="height: 100px">Inside</view></x>',
    data: { show: true },
    page: "closed() { told('closed', []); this.setData({ show: false }) },",
    act: (hand) => hand.on(".am-popup-mask").click({ position: { x: 20, y: 20 } }),
    told: [["closed"]],
  },
  {
    of: "search-bar",
    says: "hears typing and the search, clears and is called off",
    axml: '<x placeholder="Find" showCancelButton="{{true}}" onInput="typed" onSubmit="search" onClear="cleared" onCancel="off"/>',
    act: async (hand) => {
      await hand.type("tea");
      await hand.press("Enter");
      await hand.tap(".am-search-clear-show");
      await hand.shows("");
      await hand.tap(".am-search-cancel");
    },
    told: [["typed", "tea"], ["search", "tea"], ["cleared", ""], ["off"]],
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
      ["stepped", 2, "click"],
      ["stepped", 1, "click"],
      ["stepped", 0, "click"],
    ],
  },
  {
    of: "stepper",
    says: "takes a typed number, its largest at most",
    axml: '<x value="{{1}}" min="{{0}}" max="{{9}}" onChange="stepped" showNumber="{{true}}"/>',
    act: (hand) => hand.type("50"),
    told: [["stepped", 9, "input"]],
  },
  {
    of: "swipe-action",
    says: "shows its actions when it is swiped, and tells which was tapped",
    axml: '<x right="{{right}}" onRightItemClick="action" onSwipeStart="began" extra="e"><view style="height: 60px">Swipe me</view></x>',
    data: {
      right: [
        { type: "edit", text: "Edit" },
        { type: "delete", text: "Delete" },
      ],
    },
    page: "began() {}, action({ index, extra, detail, done }) { told('action', [{ index, extra, detail }]); done() },",
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
    axml: '<x tabs="{{tabs}}" tabsName="activeTab" activeTab="{{n}}" showPlus="{{true}}" onTabClick="tab" onPlusClick="plus"><content a:for="{{tabs}}">c {{index}}</content></x>',
    data: { tabs: [{ title: "One" }, { title: "Two" }, { title: "Three" }], n: 0 },
    page: "tab(e) { told('tab', [e]); this.setData({ n: e.index }) },",
    act: async (hand) => {
      await hand.tap("=Two");
      await hand.tap(".am-tabs-plus");
    },
    told: [["tab", { index: 1, tabsName: "activeTab" }], ["plus"]],
  },
  {
    of: "tabs",
    says: "tells of a tab that was swiped to",
    using: { content: "tabs/tab-content" },
    axml: '<x tabs="{{tabs}}" tabsName="activeTab" activeTab="{{0}}" swipeable="{{true}}" onChange="swiped"><content a:for="{{tabs}}">c {{index}}</content></x>',
    data: { tabs: [{ title: "One" }, { title: "Two" }] },
    act: (hand) => hand.scroll("mp-swiper .mp-track", { left: 5000 }),
    told: [["swiped", { index: 1, tabsName: "activeTab" }]],
  },
  {
    of: "terms",
    says: "lets nobody agree before the box is ticked",
    axml: '<x related="{{true}}" agreeBtn="{{agree}}" onSelect="agreed"/>',
    data: { agree: { title: "Agree", data: "yes" } },
    act: async (hand) => {
      await hand.on(".am-button").click({ force: true });
      await hand.tap(".am-checkbox");
      await hand.see('mp-button[aria-disabled="false"]');
      await hand.tap("=Agree");
    },
    told: [["agreed", { name: "yes" }]],
  },
  {
    of: "tips/tips-dialog",
    says: "tells that it is closed",
    axml: '<view style="padding: 150px 20px"><x show="{{true}}" onCloseTap="closed"><view slot="content">Tip</view></x></view>',
    act: (hand) => hand.tap(".am-tips-dialog-close"),
    told: [["closed", {}]],
  },
  {
    of: "tips/tips-plain",
    says: "tells that it is closed",
    axml: '<x time="{{60000}}" onClose="closed">Tip</x>',
    act: (hand) => hand.tap("=Tip"),
    told: [["closed", {}]],
  },
  {
    of: "title",
    says: "tells of its action",
    axml: '<x type="more" onActionTap="more">Heading</x>',
    act: (hand) => hand.tap(".am-title-operation"),
    told: [["more", {}]],
  },
  {
    of: "verify-code",
    says: "hears the code, and counts down once it is sent",
    axml: '<x value="{{v}}" countDown="{{60}}" onInput="typed" onSend="send" last="{{true}}"/>',
    data: { v: "" },
    page: "typed(e) { told('typed', [e]); this.setData({ v: e.detail.value }) },",
    act: async (hand) => {
      await hand.type("1234");
      await hand.tap(".am-verify-code-action");
    },
    told: [
      ["typed", { value: "1234" }],
      ["send", {}],
    ],
  },
  {
    of: "vtabs",
    says: "tells of a tab that is tapped",
    using: { content: "vtabs/vtab-content" },
    axml: '<x tabs="{{tabs}}" activeTab="{{n}}" onTabClick="tab"><content a:for="{{tabs}}" anchor="{{item.anchor}}"><view style="height: 300px">c {{item.title}}</view></content></x>',
    data: { tabs: "abc".split("").map((anchor) => ({ title: `Tab ${anchor}`, anchor })), n: 0 },
    page: "tab(n) { told('tab', [n]); this.setData({ n }) },",
    act: (hand) => hand.tap("=Tab b"),
    told: [["tab", 1]],
  },
];
