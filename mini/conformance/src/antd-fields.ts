import { form } from "./antd-form.ts";
import type { Hand, Script } from "./operate.ts";
import { counts, reads } from "./seen.ts";

const DOT = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
const FRUIT = ["Apple", "Pear", "Plum"].map((label) => ({ label, value: label.toLowerCase() }));

/** Taps, lets the program have a picture if the host asks (it does once), and chooses one of a single dot. */
export async function choosePicture(hand: Hand, by: string): Promise<void> {
  const { page } = hand.phone;
  const chooser = page.waitForEvent("filechooser");
  chooser.catch(() => undefined);
  await hand.tap(by);
  await Promise.race([page.getByRole("button", { name: "Allow" }).click(), chooser]);
  await (await chooser).setFiles({ name: "dot.gif", mimeType: "image/gif", buffer: Buffer.from(DOT, "base64") });
}

/** antd-mini 3.4.3, A to H: what is pressed and filled in, alone and as fields of a form. */
export const FIELDS: readonly Script[] = [
  {
    of: "Button",
    says: "sends and sets back a form, and is silent while it waits or is off",
    axml: '<form onSubmit="sent" onReset="back"><input name="n" placeholder="Name"/><x formType="submit" type="primary">Send</x><x formType="reset" inline="{{true}}" size="small">Back</x></form><x loading="{{true}}" onTap="never">Wait</x><x disabled="{{true}}" onTap="never">Off</x><x catchTap="caught" subText="below" icon="AddOutline">Last</x>',
    page: "sent(e) { told('sent', [e.detail.value]) }, back() { told('back', []) },",
    act: async (hand) => {
      await hand.type("Li");
      await hand.tap("=Send");
      await hand.tap("=Back");
      await hand.shows("");
      await counts(hand, ".ant-button-content-loading-container", 1);
      for (const text of ["Wait", "Off"]) await hand.text(text).click({ force: true });
      await hand.tap("=below");
    },
    told: [["sent", { n: "Li" }], ["back"], ["caught", {}]],
  },
  {
    of: "Checkbox",
    says: "shows only what the program sets where that decides, and cannot be ticked when it is off",
    axml: '<x checked="{{ticked}}" onChange="ticked">Mine</x><x defaultChecked="{{true}}" disabled="{{true}}" onChange="never">Off</x>',
    data: { ticked: false },
    act: async (hand) => {
      await hand.tap("=Mine");
      await hand.toldOf(1);
      await counts(hand, ".ant-checkbox-item-fake-checkedIcon, .ant-checkbox-item-fake-disabledCheckedIcon", 1);
      await hand.text("Off").click({ force: true });
      await hand.tap("=Mine");
    },
    told: [
      ["ticked", true],
      ["ticked", true],
    ],
  },
  {
    of: "Checkbox/CheckboxGroup",
    says: "begins with some, takes others in their order, with words of the program's own",
    axml: '<x options="{{options}}" defaultValue="{{first}}" position="horizontal" onChange="ticked"><text slot="label" slot-scope="one">{{one.index}} {{one.value.label}}</text></x>',
    data: { options: [...FRUIT, { label: "None", value: "none", disabled: true }], first: ["plum"] },
    page: "ticked(values) { told('ticked', [values]) },",
    act: async (hand) => {
      await hand.tap("=0 Apple");
      await hand.text("3 None").click({ force: true });
      await hand.tap("=2 Plum");
    },
    told: [
      ["ticked", ["plum", "apple"]],
      ["ticked", ["apple"]],
    ],
  },
  {
    of: "Form/FormItem",
    says: "shows its label, whether it must be filled in, what is wrong, and what is said besides",
    axml: '<x label="Name" required="{{true}}" status="error" errors="{{errors}}" tooltip="as in the passport"><view>field</view><view slot="extra">extra</view><view slot="header" slot-scope="is">{{is.status}}: {{is.errors[0]}}</view></x><x label="Town" help="or village" validateStatus="success" position="vertical">field</x>',
    data: { errors: ["too short"] },
    act: async (hand) => {
      await reads(hand, ".ant-form-item-label-text", ["Name", "Town"]);
      await counts(hand, ".ant-form-item-label-required", 1);
      await reads(hand, ".ant-form-item-error-info", ["too short"]);
      await reads(hand, ".ant-form-item-help-info", ["or village"]);
      await hand.see("=error: too short");
      await hand.see("=extra");
      await hand.tap(".ant-form-item-label .ant-icon");
      await hand.see("=as in the passport");
    },
    told: [],
  },
  {
    of: "Form/FormTextarea",
    says: "is refused while it is empty, sent when it is filled in, and set back",
    ...form(
      '<x ref="keep" name="words" label="Words" placeholder="Words" required="{{true}}" message="Say something"/>',
    ),
    act: async (hand) => {
      await hand.tap("=Send");
      await reads(hand, ".ant-form-item-error-info", ["Say something"]);
      await hand.type("one", "textarea");
      await hand.shows("one", "textarea");
      await hand.tap("=Send");
      await hand.toldOf(2);
      await hand.tap("=Back");
      await hand.shows("", "textarea");
    },
    told: [
      ["refused", ["words"]],
      ["sent", { words: "one" }],
    ],
  },
  {
    of: "Form/FormSelector",
    says: "is sent with what was selected",
    ...form('<x ref="keep" name="fruit" label="Fruit" multiple="{{true}}" options="{{options}}" required="{{true}}"/>'),
    data: { options: FRUIT.map(({ label, value }) => ({ text: label, value })) },
    act: async (hand) => {
      await hand.tap("=Send");
      await hand.toldOf(1);
      await hand.tap("=Plum");
      await hand.tap("=Pear");
      await counts(hand, ".ant-selector-item-active", 2);
      await hand.tap("=Send");
    },
    told: [
      ["refused", ["fruit"]],
      ["sent", { fruit: ["plum", "pear"] }],
    ],
  },
  {
    of: "Form/FormCheckboxGroup",
    says: "begins with what the form holds, is sent with what is ticked, and set back to it",
    ...form('<x ref="keep" name="fruit" label="Fruit" options="{{options}}"/>', { initialValues: { fruit: ["pear"] } }),
    data: { options: FRUIT },
    act: async (hand) => {
      await counts(hand, ".ant-checkbox-item-fake-checkedIcon", 1);
      await hand.tap("=Apple");
      await counts(hand, ".ant-checkbox-item-fake-checkedIcon", 2);
      await hand.tap("=Send");
      await hand.toldOf(1);
      await hand.tap("=Back");
      await counts(hand, ".ant-checkbox-item-fake-checkedIcon", 1);
    },
    told: [["sent", { fruit: ["pear", "apple"] }]],
  },
  {
    of: "Form/FormRadioGroup",
    says: "is sent with the one that was chosen last",
    ...form('<x ref="keep" name="fruit" label="Fruit" options="{{options}}" onChange="chosen"/>'),
    data: { options: FRUIT },
    act: async (hand) => {
      await hand.tap("=Apple");
      await hand.tap("=Plum");
      await counts(hand, ".ant-radio-item-fake-checkedIcon", 1);
      await hand.tap("=Send");
    },
    told: [
      ["chosen", "apple"],
      ["chosen", "plum"],
      ["sent", { fruit: "plum" }],
    ],
  },
  {
    of: "Form/FormSwitch",
    says: "is sent as on and as off",
    ...form('<x ref="keep" name="on" label="Light" onChange="turned"/>', { initialValues: { on: true } }),
    act: async (hand) => {
      await counts(hand, ".ant-switch-checked", 1);
      await hand.tap(".ant-switch");
      await counts(hand, ".ant-switch-checked", 0);
      await hand.tap("=Send");
    },
    told: [
      ["turned", false],
      ["sent", { on: false }],
    ],
  },
  {
    of: "Form/FormStepper",
    says: "is sent with the number it was stepped to",
    ...form('<x ref="keep" name="n" label="How many" min="{{0}}" max="{{3}}" onChange="stepped"/>', {
      initialValues: { n: 2 },
    }),
    act: async (hand) => {
      await hand.shows("2");
      await hand.tap(".ant-stepper-button-up");
      await hand.shows("3");
      await hand.tap("=Send");
    },
    told: [
      ["stepped", 3],
      ["sent", { n: 3 }],
    ],
  },
  {
    of: "Form/FormRate",
    says: "is sent with its stars",
    ...form('<x ref="keep" name="stars" label="Stars" onChange="rated"/>', { initialValues: { stars: 2 } }),
    act: async (hand) => {
      await hand.tap(".ant-rate-star", 3);
      await hand.toldOf(1);
      await hand.tap("=Send");
    },
    told: [
      ["rated", 4],
      ["sent", { stars: 4 }],
    ],
  },
  {
    of: "Form/FormSlider",
    says: "is sent with where its track was touched",
    ...form('<x ref="keep" name="far" label="How far" max="{{10}}" onAfterChange="moved"/>'),
    act: async (hand) => {
      await hand.tap(".ant-slider-track");
      await hand.toldOf(1);
      await hand.tap("=Send");
    },
    told: [
      ["moved", 5],
      ["sent", { far: 5 }],
    ],
  },
  {
    of: "Form/FormInput",
    says: "says which rule is broken while it is typed in, and no more when it is kept",
    ...form('<x ref="keep" name="code" label="Code" placeholder="Code" onChange="typed" onConfirm="done"/>', {
      rules: { code: [{ len: 4, message: "four letters" }] },
    }),
    act: async (hand) => {
      await hand.type("ab");
      await reads(hand, ".ant-form-item-error-info", ["four letters"]);
      await hand.type("abcd");
      await hand.gone(".ant-form-item-error-info");
      await hand.press("Enter");
    },
    told: [
      ["typed", "ab"],
      ["typed", "abcd"],
      ["done", "abcd"],
    ],
  },
  {
    of: "Form/FormImageUpload",
    says: "takes a picture from the person, tells of its way up, shows it, and is sent without it once it is removed",
    ...form('<x ref="keep" name="pictures" label="Pictures" onUpload="up" onChange="changed"/>', {
      page: `up({ path }) { return Promise.resolve(path) }, changed(files) { told('changed', [files.map(({ status }) => status)]) },`,
    }),
    act: async (hand) => {
      await choosePicture(hand, ".ant-image-upload-add-image-wrapper");
      await hand.toldOf(2);
      await counts(hand, ".ant-image-upload-image img[src^='data:image/jpeg']", 1);
      await hand.tap(".ant-image-upload-close");
      await counts(hand, ".ant-image-upload-image", 0);
      await hand.tap("=Send");
    },
    told: [
      ["changed", ["uploading"]],
      ["changed", ["done"]],
      ["changed", []],
      ["sent", { pictures: [] }],
    ],
  },
  {
    of: "Form",
    says: "is filled in, asked and marked by the program, which hears each change",
    using: { field: "Form/FormInput" },
    ...form('<field ref="keep" name="name" label="Name" placeholder="Name"/>', {
      page: `keep(one) {
        this.form.addItem(one);
        this.form.onValuesChange((changed, all) => told('changed', [changed, all]));
      },
      fill() { this.form.setFieldsValue({ name: 'Li' }); told('held', [this.form.getFieldsValue(), this.form.isFieldTouched('name')]) },
      mark() { this.form.setFieldValidatorStatus('name', { status: 'error', errors: ['taken'] }); told('touched', [this.form.isFieldTouched('name')]) },`,
    }),
    act: async (hand) => {
      await hand.call("fill");
      await hand.shows("Li");
      await hand.type("Wei");
      await hand.toldOf(2);
      await hand.call("mark");
      await reads(hand, ".ant-form-item-error-info", ["taken"]);
    },
    told: [
      ["held", { name: "Li" }, false],
      ["changed", { name: "Wei" }, { name: "Wei" }],
      ["touched", true],
    ],
  },
];
