import { form } from "./antd-form.ts";
import type { Hand, Script } from "./operate.ts";
import { counts, reads } from "./seen.ts";

const FRUIT = ["Apple", "Pear", "Plum"].map((label) => ({ label, value: label.toLowerCase() }));
/** Of what a wheel stands at, only its value is told. */
const TURNED = "turned(value) { told('turned', [value]) },";

/** Long gone, so that today never is between them: a wheel without a date then begins at the first. */
const BOUNDS = 'min="2020/03/05" max="2021/02/10"';
/** What is told of dates is how they are written. */
const SAID =
  "turned(...given) { told('turned', given.filter((one) => typeof one === 'string')) }, ok(dates, said) { told('ok', [said]) },";

/** Turns a wheel to what it says there, and waits until that is told as so manyeth. */
async function turn(hand: Hand, to: string, toldOf: number): Promise<void> {
  await hand.tap(`=${to}`);
  await hand.toldOf(toldOf);
}

/** antd-mini 3.4.3, A to H: what is chosen by turning wheels, alone and in a form. */
export const WHEELS: readonly Script[] = [
  {
    of: "DatePicker",
    says: "begins at the first day that may be, turns month and day, and shows what was chosen",
    axml: `<x ${BOUNDS} placeholder="When" okText="Fine" onPickerChange="turned" onOk="ok" onVisibleChange="shown"/>`,
    page: `${SAID} shown(is) { told('shown', [is]) },`,
    act: async (hand) => {
      await hand.tap("=When");
      await hand.toldOf(1);
      await turn(hand, "4月", 2);
      await turn(hand, "9日", 3);
      await hand.tap("=Fine");
      await reads(hand, ".ant-picker-value", ["2020/04/09"]);
    },
    told: [
      ["shown", true],
      ["turned", "2020/04/05"],
      ["turned", "2020/04/09"],
      ["shown", false],
      ["ok", "2020/04/09"],
    ],
  },
  {
    of: "DatePicker",
    says: "shows a time as the program writes it, keeps to its bounds, and is called off",
    axml: '<x min="2020/03/05 08:30" max="2020/03/05 10:15" defaultValue="2020/03/05 09:20" precision="minute" format="HH:mm" cancelText="Leave" onPickerChange="turned" onCancel="off"/>',
    page: `${SAID} off(e) { told('off', [e.detail.type]) },`,
    act: async (hand) => {
      await hand.tap("=09:20");
      await turn(hand, "10时", 1);
      await counts(hand, ".mp-wheel:nth-of-type(1) :text-is('16分')", 0);
      await hand.tap("=Leave");
      await reads(hand, ".ant-picker-value", ["09:20"]);
    },
    told: [
      ["turned", "10:15"],
      ["off", "cancel"],
    ],
  },
  {
    of: "DatePicker/RangePicker",
    says: "takes a first and a last day, and shows both",
    axml: `<x ${BOUNDS} placeholder="When" okText="Fine" splitCharacter=" to " onPickerChange="turned" onOk="ok"/>`,
    page: SAID,
    act: async (hand) => {
      await hand.tap("=When");
      await turn(hand, "7日", 1);
      await hand.tap(".ant-range-picker-selector-item", 1);
      await reads(hand, ".ant-range-picker-selector-item-active", ["2020/03/07"]);
      await turn(hand, "10日", 2);
      await hand.tap("=Fine");
      await reads(hand, ".ant-picker-value", ["2020/03/07 to 2020/03/10"]);
    },
    told: [
      ["turned", "start", "2020/03/07"],
      ["turned", "end", "2020/03/10"],
      ["ok", ["2020/03/07", "2020/03/10"]],
    ],
  },
  {
    of: "Form/FormDatePicker",
    says: "is sent with the day that was chosen",
    ...form(
      `<x ref="keep" name="day" label="Day" ${BOUNDS} placeholder="When" okText="Fine" onPickerChange="turned" onOk="ok"/>`,
      { page: SAID },
    ),
    act: async (hand) => {
      await hand.tap("=When");
      await turn(hand, "8日", 1);
      await hand.tap("=Fine");
      await reads(hand, ".ant-picker-value", ["2020/03/08"]);
      await hand.tap("=Send");
    },
    told: [
      ["turned", "2020/03/08"],
      ["ok", "2020/03/08"],
      ["sent", { day: "2020/3/8" }],
    ],
  },
  {
    of: "Form/FormRangePicker",
    says: "begins with the days that the form holds, and is sent with others",
    ...form(`<x ref="keep" name="days" label="Days" ${BOUNDS} okText="Fine" onPickerChange="turned" onOk="ok"/>`, {
      page: SAID,
      initialValues: { days: ["2020/03/07", "2020/03/10"] },
    }),
    act: async (hand) => {
      await hand.tap("=2020/03/07-2020/03/10");
      await turn(hand, "8日", 1);
      await hand.tap("=Fine");
      await reads(hand, ".ant-picker-value", ["2020/03/08-2020/03/10"]);
      await hand.tap("=Send");
    },
    told: [
      ["turned", "start", "2020/03/08"],
      ["ok", ["2020/03/08", "2020/03/10"]],
      ["sent", { days: ["2020/3/8", "2020/3/10"] }],
    ],
  },
  {
    of: "Form/FormPicker",
    says: "shows and is sent with what its wheel stands at",
    ...form(
      '<x ref="keep" name="fruit" label="Fruit" options="{{options}}" placeholder="Choose" okText="Fine" arrow="right" onChange="turned"/>',
      { page: TURNED },
    ),
    data: { options: FRUIT },
    act: async (hand) => {
      await hand.tap("=Choose");
      await hand.tap("=Pear");
      await hand.toldOf(1);
      await hand.tap("=Fine");
      await reads(hand, ".ant-picker-value-text", ["Pear"]);
      await hand.tap("=Send");
    },
    told: [
      ["turned", "pear"],
      ["sent", { fruit: "pear" }],
    ],
  },
  {
    of: "Form/FormCascaderPicker",
    says: "turns the wheels that follow, and is sent with the whole path",
    ...form(
      '<x ref="keep" name="place" label="Place" options="{{options}}" placeholder="Choose" okText="Fine" onChange="turned"/>',
      { page: TURNED },
    ),
    data: {
      options: [
        { label: "North", value: "n", children: [{ label: "Oslo", value: "o" }] },
        { label: "South", value: "s", children: ["Rome", "Bari"].map((label) => ({ label, value: label })) },
      ],
    },
    act: async (hand) => {
      await hand.tap("=Choose");
      await hand.tap("=South");
      await hand.toldOf(1);
      await hand.tap("=Bari");
      await hand.toldOf(2);
      await hand.tap("=Fine");
      await reads(hand, ".ant-picker-value-text", ["SouthBari"]);
      await hand.tap("=Send");
    },
    told: [
      ["turned", ["s", "Rome"]],
      ["turned", ["s", "Bari"]],
      ["sent", { place: ["s", "Bari"] }],
    ],
  },
];
