import { attribute, type Element } from "../1-parse/tree.ts";
import { emitNodes } from "./nodes.ts";
import { type Emission, Scope } from "./scope.ts";
import { emitCode, emitValue } from "./value.ts";

/** A template is a function of its data; handlers in it are those of who uses it. */
export function emitTemplate(element: Element, out: Emission): string {
  return `function (d, c) { return ${emitNodes(element.children, new Scope(), out)}; }`;
}

/** `is` may be an expression, and templates may use themselves: the name is looked up when it is drawn. */
export function emitTemplateUse(element: Element, scope: Scope, out: Emission): string {
  const is = attribute(element, "is");
  const data = attribute(element, "data");
  const [only, another] = data?.value ?? [];
  const given = only && !another && "code" in only ? emitCode(only, scope, out, true) : "({})";
  return `r.use(T, ${is ? emitValue(is, scope, out) : '""'}, ${given}, c)`;
}
