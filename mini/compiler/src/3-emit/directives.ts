import { type Attribute, attribute, type Element, plain } from "../1-parse/tree.ts";

const DIRECTIVE = /^(?:a|wx|s|tt|swan|qq|ks|dd):(.+)$/;

/** What steers an element rather than being given to it. */
export interface Directives {
  readonly if?: Attribute;
  readonly elif?: Attribute;
  readonly else?: Attribute;
  readonly for?: Attribute;
  readonly key?: Attribute;
  readonly item: string;
  readonly index: string;
}

/** The name of a directive without its prefix, whichever platform's; undefined for other attributes. */
export function directive(name: string): string | undefined {
  return DIRECTIVE.exec(name)?.[1];
}

export function directivesOf(element: Element): Directives {
  const found: Record<string, Attribute> = {};
  for (const one of element.attributes) {
    const name = directive(one.name);
    if (name !== undefined) found[name] = one;
  }
  const key = found["key"] ?? attribute(element, "key");
  return {
    ...(found["if"] && { if: found["if"] }),
    ...(found["elif"] && { elif: found["elif"] }),
    ...(found["else"] && { else: found["else"] }),
    ...(found["for"] && { for: found["for"] }),
    ...(key && { key }),
    item: plain(found["for-item"]) ?? "item",
    index: plain(found["for-index"]) ?? "index",
  };
}
