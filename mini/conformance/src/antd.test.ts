import { inMemory, layered } from "@everywhere/mini-compiler";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Driver, hasBrowser, type Phone } from "./driver.ts";
import { library } from "./libraries.ts";

const USED = {
  button: "Button/index",
  switch: "Switch/index",
  checkbox: "Checkbox/index",
  "checkbox-group": "Checkbox/CheckboxGroup/index",
  "radio-group": "Radio/RadioGroup/index",
  stepper: "Stepper/index",
  input: "Input/index",
  tabs: "Tabs/index",
  collapse: "Collapse/index",
  selector: "Selector/index",
  popup: "Popup/index",
  modal: "Modal/index",
  list: "List/index",
  "list-item": "List/ListItem/index",
};

const AXML = `
<ant-button id="b" onTap="heard" data-name="button">Press</ant-button>
<ant-button disabled="{{true}}" onTap="heard" data-name="off">Not this</ant-button>
<ant-switch onChange="switched"/>
<ant-checkbox onChange="checked">Agree</ant-checkbox>
<ant-checkbox-group options="{{options}}" onChange="several"/>
<ant-radio-group options="{{options}}" onChange="one"/>
<ant-stepper defaultValue="{{1}}" min="{{0}}" max="{{2}}" onChange="stepped"/>
<ant-input placeholder="Your name" onChange="typed" allowClear="{{true}}"/>
<ant-tabs items="{{tabs}}" onChange="tab"><view slot="title" slot-scope="x">T {{x.value.title}}</view></ant-tabs>
<ant-collapse items="{{folds}}" onChange="folded"/>
<ant-selector options="{{words}}" onChange="picked"/>
<ant-list header="People"><ant-list-item onTap="row" brief="first">Wei</ant-list-item></ant-list>
<ant-button onTap="open">Open</ant-button>
<ant-popup visible="{{isOpen}}" onClose="close" title="Inside"><view onTap="close">Close it</view></ant-popup>
<ant-modal visible="{{isAsking}}" title="Sure?" content="Really" primaryButtonText="Yes" onPrimaryButtonTap="yes"/>
`;

const PAGE = `
const say = (...words) => getApp().log.push(words);
Page({
  data: { options: [{ value: 'a', label: 'Apples' }, { value: 'b', label: 'Pears' }], tabs: [{ title: 'One' }, { title: 'Two' }],
    folds: [{ title: 'Fold', content: 'unfolded' }], words: [{ text: 'Red', value: 'r' }, { text: 'Blue', value: 'l' }], isOpen: false, isAsking: false },
  heard(e) { say('tap', e.currentTarget.dataset.name) },
  switched(on) { say('switch', on) }, checked(on) { say('checkbox', on) }, several(list) { say('several', list) }, one(value) { say('one', value) },
  stepped(n) { say('step', n) }, typed(text) { say('typed', text) }, tab(n) { say('tab', n) }, folded(list) { say('folded', list) }, picked(value) { say('picked', value) },
  row() { say('row'); this.setData({ isAsking: true }) }, yes() { say('yes'); this.setData({ isAsking: false }) },
  open() { this.setData({ isOpen: true }) }, close() { say('closed'); this.setData({ isOpen: false }) },
})`;

describe.skipIf(!hasBrowser)("antd-mini on a page", () => {
  let driver: Driver;
  let phone: Phone;
  beforeAll(async () => {
    driver = await Driver.start();
    const using = Object.fromEntries(Object.entries(USED).map(([tag, path]) => [`ant-${tag}`, `antd-mini/es/${path}`]));
    const own = {
      "/app.json": '{"pages": ["a"]}',
      "/app.js": "App({ log: [] })",
      "/a.json": JSON.stringify({ usingComponents: using }),
      "/a.axml": AXML,
      "/a.js": PAGE,
    };
    phone = await driver.open(layered(inMemory(own), library("antd-mini").files));
  }, 60_000);
  afterAll(() => driver.stop());

  const log = () =>
    phone.frame.evaluate(() => (globalThis as unknown as { getApp(): { log: unknown[] } }).getApp().log.splice(0));
  afterEach(async () => {
    if (phone.page.frames().length === 1) throw new Error((await phone.events()).slice(-20).join("\n"));
  });
  const tap = (text: string) => phone.frame.getByText(text, { exact: true }).first().click({ timeout: 5000 });

  it.each<[string, () => Promise<unknown>, unknown[]]>([
    ["tells of a button's tap, with its dataset", () => tap("Press"), [["tap", "button"]]],
    ["says nothing of a disabled one", () => phone.frame.getByText("Not this").click({ force: true }), []],
    [
      "switches on and off",
      async () => {
        await phone.frame.locator(".ant-switch").click();
        await phone.frame.locator(".ant-switch").click();
      },
      [
        ["switch", true],
        ["switch", false],
      ],
    ],
    ["ticks a box", () => tap("Agree"), [["checkbox", true]]],
    [
      "ticks several of a group",
      async () => {
        const pears = phone.frame.locator(".ant-checkbox-group").getByText("Pears");
        await phone.frame.locator(".ant-checkbox-group").getByText("Apples").click();
        await pears.click();
      },
      [
        ["several", ["a"]],
        ["several", ["a", "b"]],
      ],
    ],
    [
      "chooses one of a group",
      () => phone.frame.locator(".ant-radio-group").getByText("Pears").click(),
      [["one", "b"]],
    ],
    [
      "steps to its bound and no further",
      async () => {
        const plus = phone.frame.locator(".ant-stepper-button-up");
        await plus.click();
        await plus.click({ force: true });
      },
      [["step", 2]],
    ],
    ["hears typing", () => phone.frame.getByPlaceholder("Your name").fill("Li"), [["typed", "Li"]]],
    ["changes tabs", () => tap("T Two"), [["tab", 1]]],
    ["unfolds", () => tap("Fold"), [["folded", [0]]]],
    ["selects", () => tap("Blue"), [["picked", "l"]]],
    [
      "opens a popup and closes it",
      async () => {
        await tap("Open");
        await tap("Close it");
      },
      [["closed"]],
    ],
    [
      "asks in a modal after a tap on a row",
      async () => {
        await tap("Wei");
        await tap("Yes");
      },
      [["row"], ["yes"]],
    ],
  ])(
    "%s",
    async (_, act, expected) => {
      await act();
      await phone.frame.waitForFunction(
        (least) => (globalThis as unknown as { getApp(): { log: unknown[] } }).getApp().log.length >= least,
        expected.length,
      );
      expect(await log()).toEqual(expected);
      expect(await phone.errors()).toEqual([]);
    },
    40_000,
  );
});
