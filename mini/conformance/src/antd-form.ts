import type { Script } from "./operate.ts";

interface Held {
  readonly rules?: object;
  readonly initialValues?: object;
  /** More of the page. */
  readonly page?: string;
}

/**
 * A page of fields in one form (each has `ref="keep"`), a view that sends it and one that sets it back. What is sent is
 * told with dates as year/month/day, and what is refused as the names of its fields.
 */
export function form(fields: string, { rules, initialValues, page = "" }: Held = {}): Pick<Script, "axml" | "page"> {
  return {
    axml: `${fields}<view onTap="send">Send</view><view onTap="back">Back</view>`,
    page: `onLoad() { const { Form } = require('antd-mini/es/Form/form'); this.form = new Form(${JSON.stringify({ rules, initialValues })}) },
      keep(one) { this.form.addItem(one) }, back() { this.form.reset() },
      async send() {
        const plain = (one) => {
          if (Array.isArray(one)) return one.map(plain);
          return one instanceof Date ? [one.getFullYear(), one.getMonth() + 1, one.getDate()].join('/') : one;
        };
        const all = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)]));
        try { told('sent', [all(await this.form.submit())]) } catch (why) { told('refused', [why.errorFields.map(({ name }) => name)]) }
      }, ${page}`,
  };
}
