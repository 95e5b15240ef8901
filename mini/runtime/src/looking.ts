import type { Context } from "./component.ts";

/** What stands in a page or a component, to look at. */
export function componentsIn(context: Context): object[] {
  return [...context.children].map(({ is, props, data, context: own }) => ({
    is,
    props,
    data,
    components: componentsIn(own),
  }));
}

/** As JSON says it; what a component holds may lead back to itself, which is named and not followed. */
export function sayable(given: unknown): unknown {
  const above: unknown[] = [];
  const text = JSON.stringify(given, function (this: unknown, _, value: unknown) {
    if (typeof value !== "object" || value === null) return value;
    while (above.length > 0 && above.at(-1) !== this) above.pop();
    if (above.includes(value)) return "[itself]";
    above.push(value);
    return value;
  });
  return JSON.parse(text) as unknown;
}
