import { expect } from "vitest";
import { choosePicture } from "./antd-fields.ts";
import type { Script } from "./operate.ts";
import { counts, reads } from "./seen.ts";

const DOT = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
const FRUIT = ["Apple", "Pear", "Plum"].map((label) => ({ label, value: label.toLowerCase() }));

/** antd-mini 3.4.3, I to Z: what is typed, stepped, switched and chosen. */
export const CHOSEN: readonly Script[] = [
  {
    of: "ImageUpload",
    says: "takes a picture, uploads it by the program, shows and removes it, and offers no more than it may",
    axml: '<x maxCount="{{1}}" onBeforeUpload="before" onUpload="upload" onChange="pictures" onPreview="look" onRemove="remove"/>',
    page: `before(files) { told('before', [files.length]) }, upload() { return new Promise((done) => setTimeout(done, 50, 'data:image/gif;base64,${DOT}')) },
      pictures(all) { told('pictures', [all.map(({ status }) => status)]) }, look({ status }) { told('look', [status]) }, remove({ status }) { told('remove', [status]) },`,
    act: async (hand) => {
      await choosePicture(hand, ".ant-image-upload-add-image-wrapper");
      await hand.toldOf(3);
      await counts(hand, ".ant-image-upload-add-image-wrapper", 0);
      await hand.tap(".ant-image-upload-image");
      await hand.tap(".ant-image-upload-close");
      await hand.on(".ant-image-upload-add-image-wrapper").waitFor();
    },
    told: [
      ["before", 1],
      ["pictures", ["uploading"]],
      ["pictures", ["done"]],
      ["look", "done"],
      ["remove", "done"],
      ["pictures", []],
    ],
  },
  {
    of: "ImageUpload",
    says: "says what is coming and what failed, and keeps a picture that the program wants kept",
    axml: '<x defaultFileList="{{files}}" uploadingText="Coming" uploadfailedText="Failed" onRemove="remove" onChange="never"/>',
    data: {
      files: ["uploading", "error", "done"].map((status) => ({
        uid: status,
        url: `data:image/gif;base64,${DOT}`,
        status,
      })),
    },
    page: "remove({ uid }) { told('remove', [uid]); return false },",
    act: async (hand) => {
      await reads(hand, ".ant-image-upload-cover", ["Coming", "Failed"]);
      await counts(hand, ".ant-image-upload-image", 3);
      await hand.tap(".ant-image-upload-close", 1);
      await hand.toldOf(1);
      await counts(hand, ".ant-image-upload-image", 3);
    },
    told: [["remove", "error"]],
  },
  {
    of: "Input/InputBlur",
    says: "hears its focus, typing, key and end, and shows what the program sets once it is left",
    axml: '<x value="{{v}}" placeholder="Name" onFocus="focus" onChange="typed" onConfirm="confirm" onBlur="blur"/>',
    data: { v: "Li" },
    act: async (hand) => {
      await hand.type("Wei");
      await hand.press("Enter");
      await hand.shows("Wei");
      await hand.leave();
      await hand.shows("Li");
    },
    told: [
      ["focus", "Li"],
      ["typed", "Wei"],
      ["confirm", "Wei"],
      ["blur", "Wei"],
    ],
  },
  {
    of: "NumberInput",
    says: "takes a sum, keeps two places and no more than it may, and tells of a quick one and its link",
    axml: '<x value="{{v}}" quickAmounts="{{quick}}" maxValue="{{5000}}" linkText="Limits" onChange="sum" onLinkTap="link"><view slot="footer">At once</view></x>',
    data: { v: "", quick: [100, 20000] },
    page: "sum(v) { told('sum', [v]); this.setData({ v }) }, link() { told('link', []) },",
    act: async (hand) => {
      await hand.type("12.345");
      await hand.shows("12.34");
      await hand.type("9000");
      await hand.shows("5000");
      await reads(hand, ".ant-number-input-unit", ["千"]);
      await hand.tap("=¥100");
      await hand.shows("100");
      await hand.tap("=Limits");
      await hand.see("=At once");
    },
    told: [["sum", "12.34"], ["sum", 5000], ["sum", 100], ["link"]],
  },
  {
    of: "Picker/CascaderPicker",
    says: "turns the wheels that follow, shows the whole path, and is called off",
    axml: '<x options="{{options}}" placeholder="Choose" okText="Fine" cancelText="Leave" onChange="turned" onOk="ok" onCancel="off" onVisibleChange="shown"/>',
    data: {
      options: [
        { label: "North", value: "n", children: [{ label: "Oslo", value: "o" }] },
        { label: "South", value: "s", children: ["Rome", "Bari"].map((label) => ({ label, value: label })) },
      ],
    },
    page: "turned(value) { told('turned', [value]) }, ok(value) { told('ok', [value]) }, off() { told('off', []) }, shown(is) { told('shown', [is]) },",
    act: async (hand) => {
      await hand.tap("=Choose");
      await hand.tap("=South");
      await hand.toldOf(2);
      await hand.tap("=Bari");
      await hand.toldOf(3);
      await hand.tap("=Fine");
      await reads(hand, ".ant-picker-value", ["SouthBari"]);
      await hand.tap("=SouthBari");
      await hand.toldOf(6);
      await hand.tap("=Leave");
    },
    told: [
      ["shown", true],
      ["turned", ["s", "Rome"]],
      ["turned", ["s", "Bari"]],
      ["shown", false],
      ["ok", ["s", "Bari"]],
      ["shown", true],
      ["shown", false],
      ["off"],
    ],
  },
  {
    of: "Postscript",
    says: "takes words, and puts quick ones after them, no more than it may hold",
    axml: '<x title="Words" maxLength="{{12}}" quickInputs="{{quick}}" combineSymbol=", " onChange="words"/>',
    data: { quick: ["Thanks", "Later"] },
    act: async (hand) => {
      await hand.type("Hello");
      await hand.shows("Hello");
      await hand.tap("=Thanks");
      await hand.shows("Hello, Thank");
      await hand.tap(".ant-input-clear");
      await hand.shows("");
      await hand.tap("=Later");
      await hand.shows("Later");
    },
    told: [
      ["words", "Hello"],
      ["words", "Hello, Thank"],
      ["words", ""],
      ["words", "Later"],
    ],
  },
  {
    of: "Radio",
    says: "is chosen once, shows what the program sets where that decides, and not when it is off",
    axml: '<x value="a" onChange="chosen" color="#00ff00">One</x><x value="b" checked="{{false}}" onChange="chosen">Mine</x><x defaultChecked="{{true}}" disabled="{{true}}" onChange="never">Off</x>',
    act: async (hand) => {
      await hand.tap("=One");
      await hand.toldOf(1);
      await counts(hand, ".ant-radio-item-fake-checkedIcon", 1);
      await hand.tap("=Mine");
      await hand.toldOf(2);
      await counts(hand, ".ant-radio-item-fake-checkedIcon", 1);
      await hand.text("Off").click({ force: true });
      await counts(hand, ".ant-radio-item-fake-disabledCheckedIcon", 1);
    },
    told: [
      ["chosen", true],
      ["chosen", true],
    ],
  },
  {
    of: "Radio/RadioGroup",
    says: "begins with one and takes another, in a row, with words of the program's own",
    axml: '<x options="{{options}}" defaultValue="plum" position="horizontal" onChange="chosen"><text slot="label" slot-scope="one">{{one.index}} {{one.value.label}}</text></x>',
    data: { options: [...FRUIT, { label: "None", value: "none", disabled: true }] },
    act: async (hand) => {
      await counts(hand, ".ant-radio-item:has(.ant-radio-item-fake-checkedIcon):has-text('2 Plum')", 1);
      await hand.text("3 None").click({ force: true });
      await hand.tap("=0 Apple");
      await counts(hand, ".ant-radio-item:has(.ant-radio-item-fake-checkedIcon):has-text('0 Apple')", 1);
    },
    told: [["chosen", "apple"]],
  },
  {
    of: "RareWordsKeyboard",
    says: "finds words by their sounds, takes a letter back, and writes what is tapped",
    axml: '<x visible="{{true}}" onChange="word" onClose="closed"/>',
    // The words' own letters come from another host, which no frame reaches: here the program has them.
    page: "onLoad() { this.loads = my.loadFontFace; my.loadFontFace = ({ success }) => success({}) }, onUnload() { my.loadFontFace = this.loads }, closed() { told('closed', []) },",
    act: async (hand) => {
      for (const letter of ["L", "O", "N", "G", "Q"]) await hand.tap(`=${letter}`);
      await reads(hand, ".ant-rare-words-keyboard-input_value", ["LONGQ"]);
      await hand.tap(".delete");
      await reads(hand, ".ant-rare-words-keyboard-input_value", ["LONG"]);
      const first = hand.on(".ant-rare-words-keyboard-match_words_item");
      const word = (await first.innerText()).trim();
      await first.click();
      await hand.toldOf(2);
      expect((await hand.told())[0]).toEqual(["word", word]);
      await hand.forget();
    },
    told: [],
  },
  {
    of: "RareWordsKeyboard",
    says: "says that its letters did not come, tries again, and is closed by the ground",
    axml: '<x visible="{{true}}" onError="failed" onClose="closed"/>',
    page: "onLoad() { this.loads = my.loadFontFace; my.loadFontFace = ({ fail }) => fail({ error: 2 }) }, onUnload() { my.loadFontFace = this.loads }, closed() { told('closed', []) },",
    act: async (hand) => {
      await hand.see("=页面遇到一些小问题");
      await hand.tap("=重试");
      await hand.toldOf(2);
      await hand.on(".ant-rare-words-keyboard-modal").click({ position: { x: 20, y: 20 } });
    },
    told: [["failed", { error: 2 }], ["failed", { error: 2 }], ["closed"]],
  },
  {
    of: "Sender",
    says: "hears what is typed, sends it by its button, and calls it off while it is on its way",
    axml: '<x value="{{v}}" loading="{{waits}}" onChange="typed" onFocus="focus" onBlur="blur" onSubmit="send" onCancel="off"><view slot="header">Head</view></x>',
    data: { v: "", waits: false },
    page: "typed(v) { told('typed', [v]); this.setData({ v }) }, focus() { told('focus', []) }, blur() { told('blur', []) }, send(v) { told('send', [v]); this.setData({ waits: true }) }, off() { told('off', []); this.setData({ waits: false, v: '' }) },",
    act: async (hand) => {
      await hand.see("=Head");
      await hand.type("Tea", "textarea");
      await hand.leave("textarea");
      await hand.tap(".ant-copilot-sender-content-button");
      await hand.tap(".ant-copilot-sender-content-button.loading");
      await hand.shows("", "textarea");
    },
    told: [["focus"], ["typed", "Tea"], ["blur"], ["send", "Tea"], ["off"]],
  },
  {
    of: "Stepper",
    says: "steps by halves within its bounds, takes what is typed, and tells of taps that do nothing",
    axml: '<x defaultValue="{{1}}" step="{{0.5}}" min="{{0}}" max="{{2}}" onChange="steps" onFocus="focus" onBlur="blur"/><x value="{{5}}" disabled="{{true}}" onChange="never" onDisabledTap="off"/>',
    page: "off() { told('off', []) },",
    act: async (hand) => {
      await hand.tap(".ant-stepper-button-up");
      await hand.shows("1.5");
      await hand.tap(".ant-stepper-button-down");
      await hand.shows("1.0");
      await hand.type("2");
      await hand.leave();
      await counts(hand, ".ant-stepper-button-up.ant-stepper-button-disabled", 2);
      await hand.on(".ant-stepper-button-up", 1).click({ force: true });
    },
    told: [["steps", 1.5], ["steps", 1], ["focus", 1], ["steps", 2], ["blur", 2], ["off"]],
  },
  {
    of: "Switch",
    says: "says on and off, shows what the program sets where that decides, and is silent when it may not",
    axml: '<x defaultChecked="{{true}}" checkedText="On" uncheckedText="Off" color="#00ff00" onChange="set"/><x checked="{{false}}" className="fixed" onChange="set"/><x className="still" disabled="{{true}}" loading="{{true}}" onChange="set"/>',
    act: async (hand) => {
      await reads(hand, ".ant-switch-inner", ["On", "", ""]);
      await hand.tap(".ant-switch");
      await reads(hand, ".ant-switch-inner", ["Off", "", ""]);
      await hand.tap(".fixed");
      await hand.toldOf(2);
      await counts(hand, ".ant-switch-checked", 0);
      await counts(hand, ".still.ant-switch-disabled .ant-switch-loading-icon", 1);
      await hand.on(".still").click({ force: true });
    },
    told: [
      ["set", false],
      ["set", true],
    ],
  },
];
