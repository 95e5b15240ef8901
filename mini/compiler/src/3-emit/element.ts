import { camel } from "@everywhere/mini-spec";
import { type Attribute, attribute, type Element } from "../1-parse/tree.ts";
import { directive } from "./directives.ts";
import { emitNodes } from "./nodes.ts";
import type { Emission, Scope } from "./scope.ts";
import { emitValue, isFixed } from "./value.ts";

const EVENT = /^(capture-)?(on|catch)-?:?([A-Za-z].*)$/;

/** The part of an event's attribute that says how it is heard: `capture-catchTap` is `capture-catch:tap`. */
export function eventOf(name: string): string | undefined {
  const found = EVENT.exec(name);
  if (!found || !/^[A-Z]/.test(found[3] ?? "")) return undefined;
  const [, capture, way, event = ""] = found;
  const heard = capture ? (way === "catch" ? "capture-catch:" : "capture:") : way === "catch" ? "catch:" : "";
  return heard + event.toLowerCase();
}

/** A built-in: `r.el(owner, tag, attributes, events, key, children)`. */
export function emitElement(element: Element, scope: Scope, out: Emission, key: string | undefined): string {
  const given = new Map<string, string>();
  const data = new Map<string, string>();
  const events: Attribute[] = [];
  const changes = new Map<string, string>();
  for (const one of element.attributes) {
    if (directive(one.name) !== undefined || one.name === "key" || one.name === "slot" || one.name === "slot-scope")
      continue;
    if (eventOf(one.name) !== undefined) events.push(one);
    else if (one.name.startsWith("data-")) data.set(camel(one.name.slice(5)), emitValue(one, scope, out));
    else if (one.name.startsWith("change:")) {
      const name = one.name.slice("change:".length);
      const told = attribute(element, name) ?? element.attributes.find((other) => camel(other.name) === camel(name));
      changes.set(name, `[${emitValue(one, scope, out)}, ${told ? emitValue(told, scope, out) : "undefined"}]`);
    } else if (one.name.startsWith("mark:")) data.set(one.name, emitValue(one, scope, out));
    else
      given.set(
        one.name.includes(":") || one.name.startsWith("aria-") ? one.name : camel(one.name),
        emitValue(one, scope, out),
      );
  }
  if (data.size > 0) given.set("data", members(data));
  if (changes.size > 0) given.set("changes", members(changes));
  const children = element.children.length === 0 ? "null" : emitNodes(element.children, scope, out);
  const attributes = given.size === 0 ? "null" : members(given);
  return `r.el(c, ${JSON.stringify(element.name)}, ${attributes}, ${emitEvents(events, scope, out)}, ${key ?? "undefined"}, ${children})`;
}

function emitEvents(events: readonly Attribute[], scope: Scope, out: Emission): string {
  if (events.length === 0) return "null";
  const handlers = members(new Map(events.map((one) => [eventOf(one.name) ?? one.name, emitValue(one, scope, out)])));
  // Handlers are mostly fixed names, and then one object serves every row of a list.
  return events.every(isFixed) ? out.constant(handlers) : handlers;
}

export function members(entries: ReadonlyMap<string, string>): string {
  return `({${[...entries].map(([name, code]) => `${JSON.stringify(name)}: ${code}`).join(", ")}})`;
}
