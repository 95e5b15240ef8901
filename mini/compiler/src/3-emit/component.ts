import { attribute, type Element, type Node, plain } from "../1-parse/tree.ts";
import { directive, directivesOf } from "./directives.ts";
import { eventOf, members } from "./element.ts";
import { emitList } from "./loop.ts";
import { condition, eachNode, emitNodes, emitPlain } from "./nodes.ts";
import { type Emission, type Scope, variable } from "./scope.ts";
import { emitValue } from "./value.ts";

const STEERING = new Set(["key", "slot", "slot-scope", "ref"]);

/** A component of the program: `r.cmp(owner, tag, properties, ref, key, slots)`. Slots are thunks, so their content sees its own scope. */
export function emitComponent(element: Element, scope: Scope, out: Emission, key: string | undefined): string {
  const given = new Map<string, string>();
  for (const one of element.attributes) {
    if (directive(one.name) !== undefined || STEERING.has(one.name)) continue;
    const code = emitValue(one, scope, out);
    given.set(one.name, eventOf(one.name) === undefined ? code : `r.fn(c, ${code})`);
  }
  const ref = attribute(element, "ref");
  const refCode = ref ? emitValue(ref, scope, out) : "undefined";
  const slots = emitSlots(element.children, scope, out);
  return `r.cmp(c, ${JSON.stringify(element.name)}, ${members(given)}, ${refCode}, ${key ?? "undefined"}, ${slots})`;
}

/** Pairs of a slot's name and what goes there; null when the component was given nothing. */
function emitSlots(nodes: readonly Node[], scope: Scope, out: Emission): string {
  const named = nodes.filter((node) => isNamed(node));
  const rest = nodes.filter((node) => !isNamed(node));
  const entries = eachNode(named, scope, out, entry, "null");
  if (rest.length > 0) entries.unshift(`["", ${thunk(rest, scope, out)}]`);
  return entries.length === 0 ? "null" : `[${entries.join(", ")}]`;
}

/** What says its slot, itself or (in a block or a loop) further in. */
function isNamed(node: Node): boolean {
  if (node.kind === "text") return false;
  if (attribute(node, "slot") || attribute(node, "slot-scope")) return true;
  return node.name === "block" && node.children.some(isNamed);
}

/** Code for one pair, or a list of them for a loop or a block. */
function entry(element: Element, scope: Scope, out: Emission): string {
  const given = directivesOf(element);
  if (given.for) {
    const inner = scope.with(given.item, given.index);
    const drawn = pair(element, inner, out);
    const body = given.if ? `(${condition(given, inner, out)} ? ${drawn} : null)` : drawn;
    return `r.entries(${emitList(given, scope, out)}, (${variable(given.item)}, ${variable(given.index)}) => ${body})`;
  }
  return pair(element, scope, out);
}

function pair(element: Element, scope: Scope, out: Emission): string {
  const slot = attribute(element, "slot");
  const isBlock = element.name === "block" && !slot && !attribute(element, "slot-scope");
  if (isBlock) return `r.group([${eachNode(element.children.filter(isNamed), scope, out, entry, "null").join(", ")}])`;
  const name = slot ? emitValue(slot, scope, out) : '""';
  const scoped = plain(attribute(element, "slot-scope"));
  const inner = scoped ? scope.with(scoped) : scope;
  const parameter = scoped ? variable(scoped) : "";
  return `[${name}, (${parameter}) => [${emitPlain(element, inner, out, undefined)}]]`;
}

function thunk(nodes: readonly Node[], scope: Scope, out: Emission): string {
  return `() => ${emitNodes(nodes, scope, out)}`;
}
