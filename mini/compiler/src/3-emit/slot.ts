import { attribute, type Element } from "../1-parse/tree.ts";
import { directive } from "./directives.ts";
import { members } from "./element.ts";
import { emitNodes } from "./nodes.ts";
import type { Emission, Scope } from "./scope.ts";
import { emitValue, isFixed } from "./value.ts";

/**
 * Where a component shows what it was given; its own children otherwise. Other attributes are told to the content
 * (slot-scope). A name that data makes may come to nothing: then it names no slot, and not the one without a name.
 */
export function emitSlot(element: Element, scope: Scope, out: Emission): string {
  const name = attribute(element, "name");
  const told = new Map<string, string>();
  for (const one of element.attributes) {
    if (one.name !== "name" && one.name !== "key" && directive(one.name) === undefined)
      told.set(one.name, emitValue(one, scope, out));
  }
  const otherwise = element.children.length === 0 ? "null" : `() => ${emitNodes(element.children, scope, out)}`;
  const code = name ? emitValue(name, scope, out) : '""';
  return `r.slot(c, ${name && !isFixed(name) ? `${code} || null` : code}, ${members(told)}, ${otherwise})`;
}
