import type { Script } from "./operate.ts";

const FRUIT = ["Apple", "Pear", "Plum"].map((label) => ({ label, value: label.toLowerCase() }));

/** antd-mini 3.4.3: what antd.test.ts does not do on its one page. */
export const ANTD: readonly Script[] = [
  {
    of: "ActionSheet",
    says: "tells of an action, and that it is closed",
    axml: '<x visible="{{true}}" title="What" actions="{{actions}}" cancelText="Never mind" onAction="action" onClose="closed"/>',
    data: {
      actions: [
        { key: "a", text: "Copy" },
        { key: "b", text: "Move" },
      ],
    },
    act: async (hand) => {
      await hand.tap("=Move");
      await hand.tap("=Never mind");
    },
    told: [
      ["closed", {}],
      ["action", { key: "b", text: "Move" }, 1],
      ["closed", {}],
    ],
  },
  {
    of: "Calendar",
    says: "chooses a day of the month that it is given",
    axml: '<x selectionMode="single" defaultValue="{{day}}" monthRange="{{range}}" onChange="day"/>',
    data: { day: Date.UTC(2026, 4, 10, 4), range: [Date.UTC(2026, 4, 1, 4), Date.UTC(2026, 4, 31, 4)] },
    page: "day(at) { const d = new Date(at); told('day', [d.getMonth() + 1, d.getDate()]) },",
    act: (hand) => hand.tap("=21"),
    told: [["day", 5, 21]],
  },
  {
    of: "Checklist",
    says: "chooses one, and then the other",
    axml: '<x options="{{options}}" onChange="chosen"/>',
    data: { options: FRUIT.map(({ label, value }) => ({ title: label, value })) },
    act: async (hand) => {
      await hand.tap("=Pear");
      await hand.tap("=Apple");
    },
    told: [
      ["chosen", "pear", { title: "Pear", value: "pear" }],
      ["chosen", "apple", { title: "Apple", value: "apple" }],
    ],
  },
  {
    of: "Checklist",
    says: "chooses several",
    axml: '<x options="{{options}}" multiple="{{true}}" onChange="chosen"/>',
    data: { options: FRUIT.map(({ label, value }) => ({ title: label, value })) },
    page: "chosen(values) { told('chosen', [values]) },",
    act: async (hand) => {
      await hand.tap("=Pear");
      await hand.tap("=Plum");
    },
    told: [
      ["chosen", ["pear"]],
      ["chosen", ["pear", "plum"]],
    ],
  },
  {
    of: "Collapse",
    says: "unfolds one at a time",
    axml: '<x items="{{items}}" accordion="{{true}}" onChange="folded"/>',
    data: {
      items: [
        { title: "One", content: "first" },
        { title: "Two", content: "second" },
      ],
    },
    act: async (hand) => {
      await hand.tap("=One");
      await hand.tap("=Two");
    },
    told: [
      ["folded", [0]],
      ["folded", [1]],
    ],
  },
  {
    of: "Input",
    says: "hears its focus, typing, the keyboard's key and its end, and clears",
    axml: '<x placeholder="Name" allowClear="{{true}}" onFocus="focus" onChange="typed" onConfirm="confirm" onBlur="blur"/>',
    act: async (hand) => {
      await hand.type("Li");
      await hand.press("Enter");
      await hand.leave();
      await hand.tap(".ant-input-clear");
      await hand.shows("");
    },
    told: [
      ["focus", ""],
      ["typed", "Li"],
      ["confirm", "Li"],
      ["blur", "Li"],
      ["typed", ""],
    ],
  },
  {
    of: "Input/Textarea",
    says: "hears several lines",
    axml: '<x placeholder="Words" onChange="typed"/>',
    act: (hand) => hand.type("one", "textarea"),
    told: [["typed", "one"]],
  },
  {
    of: "NumberKeyboard",
    says: "writes digits, takes one back and confirms",
    axml: '<x visible="{{true}}" value="{{v}}" confirmText="Pay" onChange="typed" onConfirm="confirm"/>',
    data: { v: "" },
    page: "typed(v) { told('typed', [v]); this.setData({ v }) },",
    act: async (hand) => {
      await hand.tap("=7");
      await hand.tap("=2");
      await hand.tap("=Pay");
    },
    told: [
      ["typed", "7"],
      ["typed", "72"],
      ["confirm", {}],
    ],
  },
  {
    of: "NoticeBar",
    says: "tells of its tap where it leads somewhere",
    axml: '<x mode="link" title="News" onTap="tapped"/>',
    act: (hand) => hand.tap(".ant-notice-bar-operation"),
    told: [["tapped", {}]],
  },
  {
    of: "Picker",
    says: "opens, turns its wheel and tells what was chosen",
    axml: '<x options="{{options}}" placeholder="Choose" okText="Fine" onOk="ok" onVisibleChange="shown"/>',
    data: { options: FRUIT },
    page: "ok(value) { told('ok', [value]) }, shown(is) { told('shown', [is]) },",
    act: async (hand) => {
      await hand.tap("=Choose");
      await hand.tap("=Plum");
      await hand.stopped(".mp-wheel");
      await hand.tap("=Fine");
    },
    told: [
      ["shown", true],
      ["shown", false],
      ["ok", "plum"],
    ],
  },
  {
    of: "Picker",
    says: "is called off, and tells nothing was chosen",
    axml: '<x options="{{options}}" placeholder="Choose" cancelText="Leave" onOk="ok" onCancel="off"/>',
    data: { options: FRUIT },
    page: "off(e) { told('off', [e.detail.type]) },",
    act: async (hand) => {
      await hand.tap("=Choose");
      await hand.tap("=Leave");
    },
    told: [["off", "cancel"]],
  },
  {
    of: "Popover",
    says: "shows itself, and goes by another tap",
    axml: '<view style="padding: 150px 100px"><x content="Hint" onVisibleChange="shown"><view>Ask</view></x></view>',
    act: async (hand) => {
      await hand.tap("=Ask");
      await hand.see("=Hint");
      await hand.tap("=Ask");
    },
    told: [
      ["shown", true],
      ["shown", false],
    ],
  },
  {
    of: "PopoverList",
    says: "tells which of its items was tapped",
    axml: '<view style="padding: 150px 100px"><x list="{{items}}" visible="{{true}}" onTapItem="item"><view>Menu</view></x></view>',
    data: { items: [{ text: "Scan" }, { text: "Pay" }] },
    act: (hand) => hand.tap("=Pay"),
    told: [["item", { text: "Pay" }]],
  },
  {
    of: "Rate",
    says: "takes four stars",
    axml: '<x onChange="rated"/>',
    act: (hand) => hand.tap(".ant-rate-star", 3),
    told: [["rated", 4]],
  },
  {
    of: "Selector",
    says: "takes several, and no more than it may",
    axml: '<x options="{{options}}" multiple="{{true}}" maxSelectedCount="{{2}}" onChange="chosen" onSelectMax="full"/>',
    data: { options: FRUIT.map(({ label, value }) => ({ text: label, value })) },
    page: "chosen(values) { told('chosen', [values]) }, full(value) { told('full', [value]) },",
    act: async (hand) => {
      await hand.tap("=Apple");
      await hand.tap("=Plum");
      await hand.tap("=Pear");
    },
    told: [
      ["chosen", ["apple"]],
      ["chosen", ["apple", "plum"]],
      ["full", "pear"],
    ],
  },
  {
    of: "Slider",
    says: "goes where its track is touched",
    axml: '<view style="padding: 20px"><x max="{{10}}" onAfterChange="moved"/></view>',
    act: (hand) => hand.tap(".ant-slider-track"),
    told: [["moved", 5]],
  },
  {
    of: "SwipeAction",
    says: "shows its buttons when it is swiped, and tells which was tapped",
    axml: '<x rightButtons="{{buttons}}" onButtonTap="button"><view style="height: 60px">Swipe me</view></x>',
    data: { buttons: [{ text: "Delete", bgColor: "#f00", color: "#fff" }] },
    page: "button({ btnIdx, direction }) { told('button', [btnIdx, direction]) },",
    act: async (hand) => {
      await hand.drag(".ant-swipe-action-movable-content", [-220, 0]);
      await hand.tap("=Delete");
    },
    told: [["button", 0, "right"]],
  },
  {
    of: "TabBar",
    says: "tells which tab was tapped",
    axml: '<x items="{{items}}" onChange="tab"/>',
    data: {
      items: [
        { text: "Home", icon: "AppOutline" },
        { text: "Mine", icon: "UserOutline" },
      ],
    },
    act: (hand) => hand.tap("=Mine"),
    told: [["tab", 1]],
  },
  {
    of: "GuideTour",
    says: "goes on and back by its buttons",
    axml: '<x visible="{{true}}" items="{{items}}" onChange="step" onCancel="off"/>',
    data: {
      items: [
        { left: 0, top: 0, imageUrl: "" },
        { left: 0, top: 0, imageUrl: "" },
      ],
    },
    act: async (hand) => {
      await hand.tap("=下一步");
      await hand.tap("=上一步");
    },
    told: [
      ["step", 1],
      ["step", 0],
    ],
  },
  {
    of: "Pagination",
    says: "moves its mark as its content is scrolled",
    axml: '<x><view style="width: 2000px; height: 50px">wide</view></x>',
    act: async (hand) => {
      const mark = hand.on(".ant-page-infinite-move");
      const before = await mark.getAttribute("style");
      await hand.scroll(".ant-page-infinite-content", { left: 5000 });
      for (const end = Date.now() + 15_000; (await mark.getAttribute("style")) === before;) {
        if (Date.now() > end) throw new Error(`the mark stays at ${before}`);
        await hand.phone.page.waitForTimeout(20);
      }
    },
    told: [],
  },
  {
    of: "Form",
    says: "gathers what its fields hold, and says which rule is broken",
    using: { field: "Form/FormInput" },
    axml: '<field ref="keep" name="name" label="Name" placeholder="Name"/><view onTap="send">Send</view>',
    page: "onLoad() { const { Form } = require('antd-mini/es/Form/form'); this.form = new Form({ rules: { name: [{ required: true, message: 'needed' }] } }) }, keep(one) { this.form.addItem(one) }, async send() { try { told('sent', [await this.form.submit()]) } catch (why) { told('refused', [why.errorFields ? why.errorFields.length : String(why)]) } },",
    act: async (hand) => {
      await hand.tap("=Send");
      await hand.toldOf(1);
      await hand.type("Wei");
      await hand.shows("Wei");
      await hand.tap("=Send");
    },
    told: [
      ["refused", 1],
      ["sent", { name: "Wei" }],
    ],
  },
];
