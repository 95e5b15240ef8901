import {
  APIS,
  attributeOf,
  COMMON_EVENTS,
  componentNamed,
  type ComponentSpec,
  kebab,
  STRUCTURE,
} from "@everywhere/mini-spec";
import type { Notes } from "../diagnostics.ts";
import { type Attribute, attribute, type Element, type Node, plain } from "../1-parse/tree.ts";
import { directive } from "../3-emit/directives.ts";
import { eventOf } from "../3-emit/element.ts";

const DIRECTIVES = new Set(["if", "elif", "else", "for", "for-item", "for-index", "key"]);

/** What a view uses of the platform. */
export interface Usage {
  readonly components: Set<string>;
  readonly events: Set<string>;
  readonly calls: Set<string>;
}

export function emptyUsage(): Usage {
  return { components: new Set(), events: new Set(), calls: new Set() };
}

/** Holds a view to the tables: tags, attributes, words, events. Nothing here keeps a program from running. */
export function checkView(nodes: readonly Node[], using: ReadonlySet<string>, usage: Usage, notes: Notes): void {
  for (const node of nodes) {
    if (node.kind !== "element") continue;
    checkDirectives(node, notes);
    checkTwice(node, notes);
    if (!using.has(node.name)) checkTag(node, usage, notes);
    checkView(node.children, using, usage, notes);
  }
}

function checkTag(element: Element, usage: Usage, notes: Notes): void {
  if ((STRUCTURE as readonly string[]).includes(element.name)) return;
  const component = componentNamed(element.name);
  if (!component) {
    notes.say("tag_unknown", element.offset, element.name);
    return;
  }
  usage.components.add(element.name);
  if (component.tier === "C") notes.say("tag_placeholder", element.offset, element.name);
  if (element.name === "web-view") checkWeb(element, notes);
  for (const one of element.attributes) checkAttribute(element.name, component, one, usage, notes);
}

/** An address from data is known when the program runs. */
function checkWeb(element: Element, notes: Notes): void {
  const src = attribute(element, "src");
  const given = src && plain(src);
  if (src && given !== undefined && !/^https:\/\/./i.test(given)) notes.say("web_address", src.offset, given);
}

function checkAttribute(tag: string, component: ComponentSpec, one: Attribute, usage: Usage, notes: Notes): void {
  if (directive(one.name) !== undefined || /^(data-|aria-|mark:|change:|generic:|slot-scope)/.test(one.name)) return;
  const event = eventOf(one.name)?.replace(/^.*:/, "");
  if (event !== undefined) {
    usage.events.add(event);
    if (!knows(component, event)) notes.say("event_unknown", one.offset, tag, event);
    return;
  }
  const value = attributeOf(component, one.name);
  const given = plain(one);
  if (value === undefined) notes.say("attribute_unknown", one.offset, tag, one.name);
  else if (typeof value !== "string" && given !== undefined && !value.includes(given)) {
    notes.say("attribute_choice", one.offset, kebab(one.name), value.filter((word) => word !== "").join(", "));
  }
}

function knows(component: ComponentSpec, event: string): boolean {
  return component.events.some((one) => one.toLowerCase() === event) || COMMON.has(event);
}

const COMMON = new Set(COMMON_EVENTS.map((name) => name.toLowerCase()));

function checkDirectives(element: Element, notes: Notes): void {
  for (const one of element.attributes) {
    const name = directive(one.name);
    if (name === undefined) continue;
    if (!DIRECTIVES.has(name)) notes.say("directive_unknown", one.offset, one.name);
    else if (!one.name.startsWith("a:")) notes.say("directive_foreign", one.offset, one.name, `a:${name}`);
  }
}

function checkTwice(element: Element, notes: Notes): void {
  for (const one of element.attributes) {
    if (attribute(element, one.name) !== one) notes.say("attribute_twice", one.offset, one.name);
  }
}

const CALL = /\bmy\.([A-Za-z_$][\w$]*)\s*(\()?/g;

/** Calls of `my` in a script, as far as they can be read from its text. */
export function checkCalls(code: string, usage: Usage): void {
  for (const [, name = "", call] of code.matchAll(CALL)) {
    // Generated code keeps things of its own in `my`, and asks whether there is one: that is no call.
    if (call !== undefined || Object.hasOwn(APIS, name)) usage.calls.add(name);
  }
}

/** Which of the calls used are not offered here; for the compatibility report. */
export function missingCalls(usage: Usage): string[] {
  return [...usage.calls].filter((name) => !Object.hasOwn(APIS, name)).sort();
}
