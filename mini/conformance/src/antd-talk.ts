import type { Script } from "./operate.ts";
import { counts, reads } from "./seen.ts";

const DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

/** antd-mini 3.4.3, A to H: what asks, answers and counts. */
export const TALK: readonly Script[] = [
  {
    of: "Actions",
    says: "tells which was tapped, of icons by name and of pictures",
    axml: '<x items="{{items}}" onItemTap="action"/>',
    data: {
      items: [
        { label: "Like", icon: "LikeOutline" },
        { label: "Copy", icon: DOT },
      ],
    },
    act: async (hand) => {
      await counts(hand, ".ant-copilot-actions-item img", 1);
      await hand.tap(".ant-copilot-actions-item", 1);
      await hand.tap(".ant-copilot-actions-item", 0);
    },
    told: [
      ["action", { label: "Copy", icon: DOT }],
      ["action", { label: "Like", icon: "LikeOutline" }],
    ],
  },
  {
    of: "Alphabet",
    says: "tells the letter under a finger, and shows it large while it is held",
    axml: '<x alphabet="{{letters}}" onScrollIntoView="letter"/>',
    data: { letters: ["A", "B", "C"] },
    act: async (hand) => {
      const box = await hand.on(".alphabet-container-item", 1).boundingBox();
      if (!box) throw new Error("no letters");
      const { mouse } = hand.phone.page;
      await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await mouse.down();
      await reads(hand, ".alphabet-container-item-tip", ["B"]);
      await mouse.up();
      await hand.gone(".alphabet-container-item-tip");
    },
    told: [["letter", "B"]],
  },
  {
    of: "Bubble",
    says: "shows what is said with what stands round it, at its side, and waits while that is coming",
    axml: '<x className="one" content="Hello" avatar="{{dot}}"><view slot="header">Wei</view><view slot="footer">today</view></x><x className="two" placement="end" content="never" loading="{{true}}"/>',
    data: { dot: DOT },
    act: async (hand) => {
      await reads(hand, ".one .ant-copilot-bubble-container", ["Wei\nHello\ntoday"]);
      await reads(hand, ".ant-copilot-bubble-content > mp-text", ["Hello"]);
      await counts(hand, ".ant-copilot-bubble-avatar img", 1);
      await counts(hand, ".two.ant-copilot-bubble-end .ant-loading-mini", 1);
    },
    told: [],
  },
  {
    of: "Bubble",
    says: "types its words, and tells when it is done",
    axml: '<x content="Hello" typing="{{how}}" onTypingComplete="typed"/>',
    data: { how: { step: 2, interval: 20 } },
    page: "typed() { told('typed', []) },",
    act: async (hand) => {
      await hand.toldOf(1);
      await reads(hand, ".ant-copilot-bubble-content", ["Hello"]);
    },
    told: [["typed"]],
  },
  {
    of: "Bubble",
    says: "says what came once it no longer waits",
    axml: '<x content="Hello" loading="{{waits}}" onTypingComplete="typed"/><view onTap="come">Come</view>',
    data: { waits: true },
    page: "typed() { told('typed', []) }, come() { this.setData({ waits: false }) },",
    act: async (hand) => {
      await hand.tap("=Come");
      await reads(hand, ".ant-copilot-bubble-content", ["Hello"]);
    },
    told: [["typed"]],
  },
  {
    of: "Conversations",
    says: "tells which conversation was tapped, and passes over one that is off",
    axml: '<x items="{{items}}" onItemTap="item"/>',
    data: {
      items: [
        { key: "a", label: "Tea", description: "Green or black" },
        { key: "b", label: "Off", disabled: true },
      ],
    },
    page: "item({ key }, index) { told('item', [key, index]) },",
    act: async (hand) => {
      await hand.tap("=Off");
      await hand.tap("=Green or black");
    },
    told: [["item", "a", 0]],
  },
  {
    of: "Conversations",
    says: "shows its menu when it is swiped, and tells which was tapped of whom",
    axml: '<x items="{{items}}" menus="{{menus}}" onMenuItemTap="menu"/>',
    data: { items: [{ key: "a", label: "Tea" }], menus: [{ text: "Keep" }, { text: "Delete", bgColor: "#ff0000" }] },
    page: "menu({ text, index }, { key }) { told('menu', [text, index, key]) },",
    act: async (hand) => {
      await hand.drag(".ant-swipe-action-movable-content", [-220, 0]);
      await hand.tap("=Delete");
    },
    told: [["menu", "Delete", 1, "a"]],
  },
  {
    of: "Countdown",
    says: "counts to its end, and tells each second and the end",
    axml: '<x countdownStartTime="{{1000000000000}}" countdownEndTime="{{1000000001000}}" onCountdownChange="left" onCountdownFinish="over"/>',
    page: "over() { told('over', []) },",
    act: async (hand) => {
      await hand.toldOf(3);
      await reads(hand, ".ant-countdown-time-num", ["0", "00", "00", "00"].slice(1));
    },
    told: [
      ["left", { remainTime: 1000, day: "0", hour: "00", min: "00", sec: "01" }],
      ["over"],
      ["left", { remainTime: 0, day: "0", hour: "00", min: "00", sec: "00" }],
    ],
  },
  {
    of: "Countdown",
    says: "shows days, in words of its own or of the program",
    axml: '<x countdownType="day" countdownStartTime="{{1000000000000}}" countdownEndTime="{{1000178200000}}"><text slot="prefix">in</text></x><x className="own" countdownType="day" countdownStartTime="{{1000000000000}}" countdownEndTime="{{1000178200000}}"><text slot-scope="left">{{left.day}} d {{left.hour}} h</text></x>',
    act: async (hand) => {
      await reads(hand, ".own", ["2 d 01 h"]);
      await reads(hand, ".ant-countdown-time-prefix", ["in", ""]);
      await reads(hand, ".ant-countdown-time-day", ["天"]);
      await hand.see(".ant-countdown-time-num:has-text('2')");
    },
    told: [],
  },
  {
    of: "Dialog",
    says: "asks, tells which button was tapped, and that it is closed by its cross",
    axml: '<x visible="{{true}}" title="Sure?" content="It is for ever." footer="{{footer}}" onButtonTap="button" onClose="closed"><view slot="content-extra">Think</view></x>',
    data: {
      footer: {
        layout: "horizontal",
        buttons: [
          { id: "n", text: "No", type: "default" },
          { id: "y", text: "Yes", type: "primary" },
        ],
      },
    },
    act: async (hand) => {
      await reads(hand, ".ant-dialog-body-title, .ant-dialog-body-content", ["Sure?", "It is for ever."]);
      await hand.see("=Think");
      await hand.tap("=Yes");
      await hand.tap(".ant-dialog-close");
    },
    told: [
      ["button", { id: "y", text: "Yes", type: "primary" }],
      ["closed", {}],
    ],
  },
  {
    of: "Dialog",
    says: "is closed by the ground round it, but not when that is not wanted",
    axml: '<x visible="{{shown}}" title="Note" maskClosable="{{may}}" onClose="closed"/>',
    data: { shown: true, may: false },
    page: "allow() { this.setData({ may: true }) }, closed() { told('closed', []); this.setData({ shown: false }) },",
    act: async (hand) => {
      const ground = { position: { x: 10, y: 10 } };
      await hand.see("=Note");
      await hand.on(".ant-popup-mask").click(ground);
      await hand.call("allow");
      await hand.on(".ant-popup-mask").click(ground);
      await hand.on(".ant-dialog").waitFor({ state: "hidden" });
    },
    told: [["closed"]],
  },
  {
    of: "Feedback",
    says: "tells which of its answers was tapped on its card",
    axml: '<x type="card" title="How was it?" list="{{list}}" onTapFeedItem="answer"/>',
    data: {
      list: [
        { id: "g", text: "Good", icon: "SmileOutline" },
        { id: "b", text: "Bad", image: DOT },
      ],
    },
    act: async (hand) => {
      await reads(hand, ".ant-feedback-content-title", ["How was it?"]);
      await counts(hand, ".ant-feedback-content-list-item img", 1);
      await hand.tap("=Bad");
    },
    told: [["answer", { id: "b", text: "Bad", image: DOT }]],
  },
  {
    of: "Feedback",
    says: "opens beside what is tapped, tells of an answer, and that it wants to close",
    axml: '<view style="padding: 100px 0"><x type="popover" visible="{{shown}}" placement="bottom-left" list="{{list}}" onVisibleChange="shown" onTapFeedItem="answer"><view>Rate</view></x></view>',
    data: { list: [{ id: "g", text: "Good" }], shown: false },
    page: "shown(shown) { told('shown', [shown]); this.setData({ shown }) }, answer({ id }) { told('answer', [id]); this.setData({ shown: false }) },",
    act: async (hand) => {
      await hand.tap("=Rate");
      await hand.see("=Good");
      await hand.tap("=Good");
      await hand.gone(".ant-feedback-show");
    },
    told: [
      ["shown", true],
      ["answer", "g"],
    ],
  },
];
