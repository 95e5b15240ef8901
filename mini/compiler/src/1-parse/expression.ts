import { parseExpression as parse } from "@babel/parser";
import type { Expression } from "@babel/types";
import type { Notes } from "../diagnostics.ts";

/** Words that real programs use as names of data; JavaScript keeps them for itself. */
const KEPT_WORDS = /(?<![.\w$'"])(class|default|switch|case|import|export|package|enum)(?![\w$'"]|\s*:)/g;
const MARK = "__kept_";

/** The name as the program wrote it. */
export function spoken(name: string): string {
  return name.startsWith(MARK) ? name.slice(MARK.length) : name;
}

/**
 * Reads one expression. `asObject`: the value is an object without its braces if that can be read (`data="{{a, ...b}}"`);
 * otherwise that is tried only when nothing else can be. Undefined, and said, when it is no expression.
 */
export function parseExpression(code: string, offset: number, notes: Notes, asObject = false): Expression | undefined {
  const trimmed = code.trim();
  if (trimmed === "") return undefined;
  // `{{ {a: 1} }}` and `{{ {a}, }}`: the parser wants parentheses round an object.
  const wrapped = `({${code}\n})`;
  const inner = `(${code}\n)`;
  const tries = asObject ? [wrapped, inner] : [inner, wrapped];
  let reason: unknown;
  for (const marked of [(text: string) => text, (text: string) => text.replace(KEPT_WORDS, `${MARK}$1`)]) {
    for (const text of tries) {
      try {
        return parse(marked(text));
      } catch (broken) {
        reason ??= broken;
      }
    }
  }
  notes.say(
    "expression_broken",
    offset + Math.min(reasonOffset(reason, asObject), code.trimEnd().length),
    reasonOf(reason),
  );
  return undefined;
}

function reasonOffset(reason: unknown, asObject: boolean): number {
  const at = typeof reason === "object" && reason !== null && "pos" in reason ? Number(reason.pos) : 0;
  return Math.max(0, at - (asObject ? 2 : 1));
}

function reasonOf(reason: unknown): string {
  const text = reason instanceof Error ? reason.message : String(reason);
  return text.replace(/\s*\(\d+:\d+\)$/, "").replace(/\.$/, "");
}
