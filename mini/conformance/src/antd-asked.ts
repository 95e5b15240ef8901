import type { Script } from "./operate.ts";
import { counts, looks, reads } from "./seen.ts";

const DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/** antd-mini 3.4.3, I to Z: what comes over the page, asks, and is tapped. */
export const ASKED: readonly Script[] = [
  {
    of: "Mask",
    says: "lies over the page and tells of its tap, and is away where it is not shown",
    axml: '<x show="{{isShown}}" onMaskTap="tapped"/><view onTap="below">Below</view>',
    data: { isShown: true },
    page: "tapped() { told('tapped', []); this.setData({ isShown: false }) },",
    act: async (hand) => {
      // It is larger than the screen on all sides, so it is tapped through what lies under it.
      await hand.on("mp-page").click({ position: { x: 50, y: 300 }, force: true });
      await hand.on(".ant-mask").waitFor({ state: "hidden" });
      await hand.tap("=Below");
    },
    told: [["tapped"], ["below", {}]],
  },
  {
    of: "Modal",
    says: "asks with three buttons and tells which was tapped, and of the ground round it",
    axml: '<x visible="{{shown}}" title="Sure?" content="For ever" primaryButtonText="Yes" secondaryButtonText="Later" cancelButtonText="No" onPrimaryButtonTap="yes" onSecondaryButtonTap="later" onCancelButtonTap="no" onClose="closed"/>',
    data: { shown: true },
    page: "closed() { told('closed', []); this.setData({ shown: false }) },",
    act: async (hand) => {
      await reads(hand, ".ant-modal-body-title, .ant-modal-body-content", ["Sure?", "For ever"]);
      for (const text of ["Yes", "Later", "No"]) await hand.tap(`=${text}`);
      await hand.on(".ant-popup-mask").click({ position: { x: 10, y: 10 } });
      await hand.on(".ant-modal-body").waitFor({ state: "hidden" });
    },
    told: [["yes", {}], ["later", {}], ["no", {}], ["closed"]],
  },
  {
    of: "Modal",
    says: "insists with one large button, is closed by its cross alone, and shows the program's own parts",
    axml: '<x type="focus" visible="{{true}}" maskClosable="{{false}}" primaryButtonText="Yes" onPrimaryButtonTap="yes" onClose="closed"><view slot="header">Head</view><view slot="title">Own title</view><view slot="content">Own words</view></x>',
    act: async (hand) => {
      for (const text of ["Head", "Own title", "Own words"]) await hand.see(`=${text}`);
      await hand.on(".ant-popup-mask").click({ position: { x: 10, y: 10 } });
      await hand.tap("=Yes");
      await hand.tap(".ant-modal-close");
    },
    told: [
      ["yes", {}],
      ["closed", {}],
    ],
  },
  {
    of: "Popup",
    says: "comes up, tells when it is there, and of its cross, its way back and the ground",
    axml: '<view onTap="open">Open</view><x visible="{{shown}}" title="Inside" showClose="{{true}}" showBack="{{true}}" height="{{300}}" destroyOnClose="{{true}}" onClose="closed" onClickBack="back" onAfterShow="there" onAfterClose="away"><view>Words</view></x>',
    data: { shown: false },
    page: "open() { this.setData({ shown: true }) }, closed() { told('closed', []); this.setData({ shown: false }) },",
    act: async (hand) => {
      await counts(hand, ":text-is('Words')", 0);
      await hand.tap("=Open");
      await hand.toldOf(1);
      await reads(hand, ".ant-popup-content-header-title", ["Inside"]);
      await looks(hand, ".ant-popup-content", "height", ["300px"]);
      await hand.tap(".ant-popup-content-header-icon-back");
      await hand.tap(".ant-popup-content-header-icon-close");
      await hand.toldOf(4);
      await counts(hand, ":text-is('Words')", 0);
      await hand.tap("=Open");
      await hand.toldOf(5);
      await hand.on(".ant-popup-mask").click({ position: { x: 10, y: 10 } });
    },
    told: [["there", {}], ["back", {}], ["closed"], ["away", {}], ["there", {}], ["closed"], ["away", {}]],
  },
  {
    of: "Popup",
    says: "stands at any side, without moving where that is not wanted, and keeps what is in it",
    axml: '<view onTap="open">Open</view><x a:for="{{sides}}" className="{{item}}" position="{{item}}" visible="{{shown === index}}" animation="{{false}}" showMask="{{false}}" width="{{200}}" height="{{150}}" onAfterShow="there" onAfterClose="away"><input placeholder="{{item}}"/></x>',
    data: { sides: ["top", "left", "right", "center"], shown: -1 },
    page: "open() { this.setData({ shown: this.data.shown + 1 }) },",
    act: async (hand) => {
      for (const [at, side] of ["top", "left", "right", "center"].entries()) {
        await hand.call("open");
        await hand.on(`.${side} .ant-popup-content`).waitFor();
        await hand.type("kept", "input", at);
        await hand.toldOf(at * 2 + 1);
      }
      await hand.on(".left .ant-popup-content").waitFor({ state: "hidden" });
      await hand.shows("kept", "input", 1);
    },
    told: [0, 1, 2, 3].flatMap((at) => [...(at === 0 ? [] : [["away", {}]]), ["there", {}]]),
  },
  {
    of: "Prompts",
    says: "tells which was tapped, below one another or in a row, and what it is with an icon or words",
    axml: '<x title="Ask me" items="{{items}}" onItemTap="item"/><x vertical="{{false}}" items="{{items}}" onItemTap="item"/>',
    data: {
      items: [
        { label: "Tea", description: "green", icon: "StarFill", showArrow: true },
        { label: "Milk", icon: "FireFill" },
      ],
    },
    page: "item({ label }, index) { told('item', [label, index]) },",
    act: async (hand) => {
      await reads(hand, ".ant-copilot-prompts-title", ["Ask me"]);
      await reads(hand, ".ant-copilot-prompts-vertical-list-item-description", ["green"]);
      await counts(hand, ".ant-copilot-prompts-vertical-list-item .ant-icon-RightOutline", 1);
      await hand.tap("=Tea", 0);
      await hand.tap("=Milk", 1);
    },
    told: [
      ["item", "Tea", 0],
      ["item", "Milk", 1],
    ],
  },
  {
    of: "Terms",
    says: "is ticked, tells of its words and of a button, and whether it was ticked then",
    axml: '<x type="check" terms="{{terms}}" buttons="{{buttons}}" termPrefix="I agree to " termSuffix=" wholly" checkboxTipsText="Tick first" onCheckChange="ticked" onTermPrefixTap="prefix" onTermTap="term" onButtonTap="button"/>',
    data: { terms: [{ name: "Rules" }, { name: "Privacy" }], buttons: [{ text: "Go on" }] },
    page: "term({ name }, index) { told('term', [name, index]) }, button({ text }, index, is) { told('button', [text, index, is]) },",
    act: async (hand) => {
      await hand.tap("=Go on");
      await hand.tap(".ant-checkbox-item");
      await hand.toldOf(2);
      await hand.tap("=Privacy");
      await hand.tap("=Go on");
      await hand.tap("=I agree to");
      await hand.tap("=Go on");
    },
    told: [
      ["button", "Go on", 0, false],
      ["ticked", true],
      ["term", "Privacy", 1],
      ["button", "Go on", 0, true],
      ["prefix", false],
      ["button", "Go on", 0, false],
    ],
  },
  {
    of: "Terms",
    says: "says what to do beside its box, counts a button down, and tells when that is over",
    axml: '<x type="check" terms="{{terms}}" buttons="{{buttons}}" checkboxTipsVisible="{{true}}" checkboxTipsText="Tick first" onCountdownFinish="over"/>',
    data: { terms: [{ name: "Rules" }], buttons: [{ text: "Go on", countdownTime: 1 }] },
    page: "over({ text }, index) { told('over', [text, index]) },",
    act: async (hand) => {
      await hand.see("=Tick first");
      await hand.toldOf(1);
      await reads(hand, ".ant-terms-btn-item", ["Go on"]);
    },
    told: [["over", "Go on", 0]],
  },
  {
    of: "Terms",
    says: "shows one document after another to be read, and tells at which it is",
    axml: '<x type="read" terms="{{terms}}" buttons="{{buttons}}" onReadChange="reading"><view slot="read-content">The text</view></x>',
    data: { terms: [{ name: "Rules" }, { name: "Privacy" }], buttons: [{ text: "Go on" }] },
    act: async (hand) => {
      await hand.see("=The text");
      await reads(hand, ".ant-terms-read-shadow-total", ["共2份"]);
      await hand.on(".ant-terms-read-protocol", 1).click({ position: { x: 5, y: 5 } });
    },
    // By the tap, and once more by what it turns to.
    told: [
      ["reading", 1],
      ["reading", 1],
    ],
  },
  {
    of: "ThoughtChain",
    says: "folds and unfolds a thought by its title, and tells of a tap on what it says",
    axml: '<x items="{{items}}" onContentTap="content"/>',
    data: {
      items: [
        { key: "a", title: "Looked", content: "Found tea" },
        { title: "Asked", content: "Nobody" },
      ],
    },
    page: "content(e) { told('content', [e.currentTarget.dataset]) },",
    act: async (hand) => {
      await hand.tap("=Found tea");
      await hand.tap("=Looked");
      await counts(hand, ":text-is('Found tea')", 0);
      await hand.see("=Nobody");
      await hand.tap("=Looked");
      await hand.see("=Found tea");
    },
    told: [["content", { key: "a", content: "Found tea" }]],
  },
  {
    of: "ThoughtChain",
    says: "asks the program which are unfolded where that decides, and has no arrows where it cannot fold",
    axml: '<x items="{{items}}" collapsible="{{how}}" onExpand="unfold"/><x className="fixed" items="{{items}}" collapsible="{{false}}"><text slot="content" slot-scope="it">own {{it.content}}</text></x>',
    data: { items: [{ key: "a", title: "Looked", content: "Found tea" }], how: { expandedKeys: [] } },
    page: "unfold(expandedKeys, key) { told('unfold', [expandedKeys, key]); this.setData({ how: { expandedKeys } }) },",
    act: async (hand) => {
      await reads(hand, ".fixed .ant-copilot-thoughtchain-node-content", ["own Found tea"]);
      await counts(hand, ".ant-copilot-thoughtchain-node-title-collapse", 1);
      await hand.tap("=Looked", 0);
      await hand.see("=Found tea");
      await hand.tap("=Looked", 0);
      await counts(hand, ":text-is('Found tea')", 0);
    },
    told: [
      ["unfold", ["a"], "a"],
      ["unfold", [], "a"],
    ],
  },
  {
    of: "Toast",
    says: "says something and goes by itself, and tells that it went",
    axml: '<view onTap="say">Say</view><x content="Saved" type="success" visible="{{shown}}" duration="{{300}}" onClose="closed"/>',
    data: { shown: false },
    page: "say() { this.setData({ shown: true }) }, closed() { told('closed', []) },",
    act: async (hand) => {
      await counts(hand, ".ant-toast", 0);
      await hand.tap("=Say");
      await hand.toldOf(1);
      await counts(hand, ".ant-toast", 0);
    },
    told: [["closed"], ["closed"]],
  },
  {
    of: "Toast",
    says: "stays until the program takes it away or its ground is tapped, with a picture of its own",
    axml: '<x content="{{words}}" image="{{dot}}" visible="{{shown}}" duration="{{0}}" showMask="{{true}}" maskCloseable="{{true}}" onClose="closed"/>',
    data: { shown: true, dot: DOT, words: "123456789 123456789 123456789" },
    page: "closed() { told('closed', []) },",
    act: async (hand) => {
      await reads(hand, ".ant-toast-text-content", ["123456789 123456789 1234"]);
      await counts(hand, ".ant-toast-image", 1);
      await hand.on("mp-page").click({ position: { x: 20, y: 20 }, force: true });
      await counts(hand, ".ant-toast", 0);
    },
    told: [["closed"], ["closed"]],
  },
  {
    of: "Voucher",
    says: "tells which voucher was tapped, and by its button",
    axml: '<x dataSource="{{list}}" direction="vertical" onVoucherTap="voucher" onBtnTap="button"/>',
    data: {
      list: [
        { money: "5", threshold: "from 20", title: "Tea", desc: "today", actionAreaInfo: { text: "Take" } },
        { money: "9", moneyUnit: "€", title: "Milk", actionAreaInfo: { text: "Gone", disabled: true }, disabled: true },
      ],
    },
    page: "voucher({ title }) { told('voucher', [title]) }, button({ title }) { told('button', [title]) },",
    act: async (hand) => {
      await reads(hand, ".ant-voucher-item-left-money", ["5\n元", "9\n€"]);
      await counts(hand, ".ant-voucher-item-disabled", 1);
      await hand.tap("=today");
      await hand.tap("=Take");
    },
    told: [
      ["voucher", "Tea"],
      ["button", "Tea"],
      ["voucher", "Tea"],
    ],
  },
  {
    of: "Welcome",
    says: "greets, and tells of a tap on what it says",
    axml: '<x title="Hello" description="Ask anything" onTap="tapped"/>',
    page: "tapped() { told('tapped', []) },",
    act: async (hand) => {
      await reads(hand, ".ant-copilot-welcome-title", ["Hello"]);
      await hand.tap("=Ask anything");
    },
    told: [["tapped"]],
  },
];
