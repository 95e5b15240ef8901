import { parse } from "@babel/parser";
import type { MemberExpression, Node, ObjectExpression } from "@babel/types";
import { LIMITS } from "@everywhere/mini-spec";
import { type Diagnostic, Notes } from "../diagnostics.ts";
import { parseAxml } from "../1-parse/axml.ts";
import type { Node as Axml } from "../1-parse/tree.ts";
import { visit } from "./visit.ts";

const CHANGES_A_LIST = new Set(["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"]);

/**
 * What a phone does differently or slowly, as far as the text shows it: data that are changed in place, `undefined` in
 * setData, views that stand too deep or too many side by side.
 */
export function checkStrict(path: string, source: string): readonly Diagnostic[] {
  const notes = new Notes(path, source);
  if (/\.(js|ts)$/.test(path)) checkScript(source, notes);
  // What the parser has to say was said when the program was compiled.
  else if (path.endsWith(".axml")) checkDepth(parseAxml(source, new Notes(path, source)), notes);
  return notes.said;
}

function checkScript(source: string, notes: Notes): void {
  let tree: Node;
  try {
    tree = parse(source, {
      sourceType: "unambiguous",
      errorRecovery: true,
      plugins: notes.file.endsWith(".ts") ? ["typescript", "decorators-legacy"] : ["decorators-legacy"],
    });
  } catch {
    return;
  }
  visit(tree, (node) => {
    const at = node.start ?? 0;
    if (node.type === "AssignmentExpression" || node.type === "UpdateExpression") {
      const target = node.type === "AssignmentExpression" ? node.left : node.argument;
      if (isInData(target)) notes.say("data_in_place", at, source.slice(target.start ?? at, target.end ?? at));
    } else if (node.type === "UnaryExpression" && node.operator === "delete" && isInData(node.argument))
      notes.say("data_in_place", at, source.slice(node.argument.start ?? at, node.argument.end ?? at));
    else if (node.type === "CallExpression" && node.callee.type === "MemberExpression")
      checkCall(node.callee, node.arguments, notes);
  });
}

function checkCall(callee: MemberExpression, given: readonly Node[], notes: Notes): void {
  const name = nameOf(callee);
  if (name !== undefined && CHANGES_A_LIST.has(name) && isInData(callee.object))
    notes.say("data_in_place", callee.start ?? 0, `${name} of what is in the data`);
  const [first] = given;
  if (name !== "setData" || first?.type !== "ObjectExpression") return;
  for (const key of undefinedIn(first)) notes.say("set_data_undefined", key.start ?? 0);
}

function undefinedIn(object: ObjectExpression): Node[] {
  return object.properties.filter(
    (one) =>
      one.type === "ObjectProperty" &&
      ((one.value.type === "Identifier" && one.value.name === "undefined") ||
        (one.value.type === "UnaryExpression" && one.value.operator === "void")),
  );
}

/** `this.data.x`, `self.data.list[0].y`: something within the data of what is called this, that, self or page. */
function isInData(node: Node): boolean {
  let at = node;
  while (at.type === "MemberExpression" || at.type === "OptionalMemberExpression") {
    const { object } = at;
    if (object.type === "MemberExpression" && nameOf(object) === "data" && isInstance(object.object)) return true;
    at = object;
  }
  return false;
}

function isInstance(node: Node): boolean {
  return node.type === "ThisExpression" || (node.type === "Identifier" && /^_?(this|that|self|page)$/.test(node.name));
}

function nameOf({ property, computed }: MemberExpression): string | undefined {
  return !computed && property.type === "Identifier" ? property.name : undefined;
}

function checkDepth(top: readonly Axml[], notes: Notes): void {
  const waiting = top.map((node) => ({ node, depth: 1 }));
  let isDeep = false;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth } = next;
    if (node.kind !== "element") continue;
    if (depth > LIMITS.node_depth && !isDeep) {
      notes.say("view_deep", node.offset, String(depth), String(LIMITS.node_depth));
      isDeep = true;
    }
    const below = node.children.filter((child) => child.kind === "element");
    if (below.length > LIMITS.node_children)
      notes.say("view_wide", node.offset, node.name, String(below.length), String(LIMITS.node_children));
    // A block draws nothing of its own.
    for (const child of below) waiting.push({ node: child, depth: depth + (node.name === "block" ? 0 : 1) });
  }
}
