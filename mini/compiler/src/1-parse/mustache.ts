import type { Notes } from "../diagnostics.ts";
import type { Part } from "./tree.ts";

/**
 * Where the `{{` at `start` ends (after its `}}`), or -1. Strings and braces inside are passed over whole, so
 * `{{ {a: {b: 1}} }}` and `{{"}}"}}` end where they should; what is unbalanced ends at the first `}}`.
 */
export function mustacheEnd(source: string, start: number): number {
  let depth = 0;
  for (let at = start + 2; at < source.length; at++) {
    const sign = source[at];
    if (sign === '"' || sign === "'" || sign === "`") {
      const end = stringEnd(source, at);
      if (end === -1) break;
      at = end;
    } else if (sign === "{") depth++;
    else if (sign === "}") {
      if (depth === 0) {
        if (source[at + 1] === "}") return at + 2;
        break;
      }
      depth--;
    }
  }
  const simple = source.indexOf("}}", start + 2);
  return simple === -1 ? -1 : simple + 2;
}

function stringEnd(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === source[start]) return at;
    // A string of an expression stays on its line and in its mustache; otherwise it is a stray quote.
    else if (source[at] === "\n" && source[start] !== "`") return -1;
  }
  return -1;
}

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: "\u00a0",
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  ensp: "\u2002",
  emsp: "\u2003",
};

export function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      const point = decimal !== undefined ? Number(decimal) : hex !== undefined ? parseInt(hex, 16) : undefined;
      if (point !== undefined) return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
      return (name !== undefined && ENTITIES[name]) || whole;
    },
  );
}

/** Splits a stretch of the source into text and expressions. */
export function parts(source: string, start: number, end: number, notes: Notes): Part[] {
  const found: Part[] = [];
  let from = start;
  for (;;) {
    const open = source.indexOf("{{", from);
    const close = open === -1 || open >= end ? -1 : mustacheEnd(source, open);
    if (close === -1 || close > end) {
      if (open !== -1 && open < end) notes.say("mustache_unclosed", open);
      if (from < end) found.push({ text: decoded(source.slice(from, end)) });
      return found;
    }
    if (open > from) found.push({ text: decoded(source.slice(from, open)) });
    found.push({ code: source.slice(open + 2, close - 2), offset: open + 2 });
    from = close;
  }
}
