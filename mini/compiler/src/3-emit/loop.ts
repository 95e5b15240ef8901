import { type Attribute, type Element, plain } from "../1-parse/tree.ts";
import type { Directives } from "./directives.ts";
import { condition, emitPlain } from "./nodes.ts";
import type { Emission, Scope } from "./scope.ts";
import { variable } from "./scope.ts";
import { emitCode, emitValue } from "./value.ts";

/** a:for over a list, the members of an object or a number. A condition on the same tag is asked for each item. */
export function emitLoop(element: Element, given: Directives, scope: Scope, out: Emission): string {
  const inner = scope.with(given.item, given.index);
  const key = emitKey(given, inner, out);
  const drawn = emitPlain(element, inner, out, key);
  const body = given.if ? `(${condition(given, inner, out)} ? ${drawn} : null)` : drawn;
  return `r.each(${emitList(given, scope, out)}, (${variable(given.item)}, ${variable(given.index)}) => ${body})`;
}

export function emitList(given: Directives, scope: Scope, out: Emission): string {
  const one = given.for;
  const [only, another] = one?.value ?? [];
  if (!one || !only) return "[]";
  if (!another && "text" in only) return emitCode({ code: only.text, offset: one.offset }, scope, out);
  return emitValue(one, scope, out);
}

/** A key without an expression; `{{*this}}` is none either, though it stands in mustaches. */
function wordOf(key: Attribute): string | undefined {
  const [only, another] = key.value ?? [];
  if (only && !another && "code" in only && only.code.trim() === "*this") return "*this";
  return plain(key)?.trim();
}

function emitKey(given: Directives, inner: Scope, out: Emission): string | undefined {
  if (!given.key) return undefined;
  const word = wordOf(given.key);
  if (word === undefined) return emitValue(given.key, inner, out);
  const item = variable(given.item);
  if (word === "*this" || word === given.item || word === "") return item;
  if (word === given.index || word === "index") return variable(given.index);
  const path = word.startsWith(`${given.item}.`) ? word.slice(given.item.length + 1) : word;
  return path.split(".").reduce((code, step) => `${code}?.[${JSON.stringify(step)}]`, item);
}
