import type { Element, Node } from "../1-parse/tree.ts";
import { emitComponent } from "./component.ts";
import { type Directives, directivesOf } from "./directives.ts";
import { emitElement } from "./element.ts";
import { emitInclude } from "./include.ts";
import { emitLoop } from "./loop.ts";
import type { Emission, Scope } from "./scope.ts";
import { emitSlot } from "./slot.ts";
import { emitTemplateUse } from "./template.ts";
import { emitCode, emitText, emitValue } from "./value.ts";

/** Code for a list of nodes, as an array. */
export function emitNodes(nodes: readonly Node[], scope: Scope, out: Emission): string {
  return `[${eachNode(nodes, scope, out, emitOne).join(", ")}]`;
}

type EmitOne = (element: Element, scope: Scope, out: Emission) => string;

/** Code for each node; tags that belong together by a:if, a:elif and a:else become one choice. */
export function eachNode(nodes: readonly Node[], scope: Scope, out: Emission, one: EmitOne, none = "null"): string[] {
  const codes: string[] = [];
  let openChoice = false;
  for (const [at, node] of nodes.entries()) {
    if (isBetween(node, nodes[at + 1])) continue;
    if (node.kind === "text") {
      codes.push(emitText(node.parts, scope, out));
      openChoice = false;
      continue;
    }
    if (isSilent(node)) continue;
    const given = directivesOf(node);
    const isFurther = given.elif !== undefined || given.else !== undefined;
    if (isFurther && openChoice) {
      const branch = given.elif
        ? `${condition(given, scope, out)} ? ${one(node, scope, out)} : ${none}`
        : one(node, scope, out);
      codes.push(joined(codes.pop() ?? none, branch, none));
    } else if (given.if && !given.for) {
      codes.push(`(${condition(given, scope, out)} ? ${one(node, scope, out)} : ${none})`);
    } else {
      if (isFurther) out.notes.say("else_alone", node.offset);
      codes.push(one(node, scope, out));
    }
    openChoice = (given.if !== undefined && !given.for) || (openChoice && given.elif !== undefined);
  }
  return codes;
}

/** White space before a:elif or a:else: it parts no choice. */
function isBetween(node: Node, next: Node | undefined): boolean {
  if (node.kind !== "text" || next?.kind !== "element") return false;
  const { elif, else: otherwise } = directivesOf(next);
  return (elif ?? otherwise) !== undefined && node.parts.every((part) => "text" in part && part.text.trim() === "");
}

/** Puts a further branch in place of the last `: null` of a choice. */
function joined(choice: string, branch: string, none: string): string {
  const end = `: ${none})`;
  return `${choice.slice(0, -end.length)}: ${branch})`;
}

export function condition(given: Directives, scope: Scope, out: Emission): string {
  const one = given.if ?? given.elif;
  if (!one) return "true";
  const [only, another] = one.value ?? [];
  // a:if="visible" without mustaches is a text, and so always true; programs mean the data of that name.
  if (only && !another && "text" in only) return emitCode({ code: only.text, offset: one.offset }, scope, out);
  return emitValue(one, scope, out);
}

/** Tags that only declare something: they are read before the nodes. */
function isSilent(node: Element): boolean {
  return (
    node.name === "import" ||
    node.name === "import-sjs" ||
    (node.name === "template" && node.attributes.some((one) => one.name === "name"))
  );
}

export function emitOne(element: Element, scope: Scope, out: Emission): string {
  const given = directivesOf(element);
  if (given.for) return emitLoop(element, given, scope, out);
  return emitPlain(element, scope, out, given.key ? keyCode(given, scope, out) : undefined);
}

function keyCode(given: Directives, scope: Scope, out: Emission): string | undefined {
  return given.key && given.key.value?.some((part) => "code" in part) ? emitValue(given.key, scope, out) : undefined;
}

/** Code for an element whose directives were dealt with. */
export function emitPlain(element: Element, scope: Scope, out: Emission, key: string | undefined): string {
  switch (element.name) {
    case "block":
      return `r.many(${key ?? "undefined"}, ${emitNodes(element.children, scope, out)})`;
    case "slot":
      return emitSlot(element, scope, out);
    case "template":
      return `r.many(${key ?? "undefined"}, ${emitTemplateUse(element, scope, out)})`;
    case "include":
      return emitInclude(element, scope);
    default:
      return out.isComponent(element.name)
        ? emitComponent(element, scope, out, key)
        : emitElement(element, scope, out, key);
  }
}
