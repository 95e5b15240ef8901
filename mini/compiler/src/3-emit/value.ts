import { parseExpression } from "../1-parse/expression.ts";
import type { Attribute, Part } from "../1-parse/tree.ts";
import { emitExpression } from "./expression.ts";
import type { Emission, Scope } from "./scope.ts";

/** Code for what an attribute holds: the live value of one expression alone, a string where text stands beside it. */
export function emitValue(one: Attribute, scope: Scope, out: Emission): string {
  if (one.value === null) return "true";
  const [only, another] = one.value;
  if (only === undefined) return '""';
  if (another === undefined) return "text" in only ? JSON.stringify(only.text) : emitCode(only, scope, out);
  return emitText(one.value, scope, out);
}

/** Code for text with expressions in it; what is undefined or null is shown as nothing. */
export function emitText(parts: readonly Part[], scope: Scope, out: Emission): string {
  const pieces = parts.map((part) =>
    "text" in part ? JSON.stringify(part.text) : `r.s(${emitCode(part, scope, out)})`,
  );
  return pieces.length === 1 ? (pieces[0] ?? '""') : `(${pieces.join(" + ")})`;
}

export function emitCode(
  part: { code: string; offset: number },
  scope: Scope,
  out: Emission,
  asObject = false,
): string {
  return emitExpression(parseExpression(part.code, part.offset, out.notes, asObject), scope, out, part.offset);
}

/** Whether the code is the same at every drawing. */
export function isFixed(one: Attribute): boolean {
  return one.value === null || one.value.every((part) => "text" in part);
}
