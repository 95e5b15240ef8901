import { attribute, type Element, plain } from "../1-parse/tree.ts";
import type { Scope } from "./scope.ts";

/** Another file's nodes, drawn here with the data and the variables that are seen here. */
export function emitInclude(element: Element, scope: Scope): string {
  const from = plain(attribute(element, "src"));
  if (from === undefined) return "null";
  const locals = scope.members();
  const data = locals === "" ? "d" : `({...d, ${locals}})`;
  return `r.include(F[${JSON.stringify(from)}], ${data}, c)`;
}
