import { SourceMap, type SourceMapPayload } from "node:module";
import type { Program } from "@everywhere/mini-compiler";

export interface Place {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

const MODULE = /^__def\("((?:[^"\\]|\\.)*)"/;

/** Which place of a program's sources a line and a column (from 1) of a package's `logic.js` come from. */
export function placeOf(program: Program, line: number, column: number, root = ""): Place | undefined {
  const script = root === "" ? program.logic : program.subpackages.find((one) => one.root === root)?.logic;
  const lines = (script ?? "").split("\n").slice(0, line);
  const start = lines.findLastIndex((one) => MODULE.test(one));
  const path = MODULE.exec(lines[start] ?? "")?.[1];
  const map = path === undefined ? undefined : program.maps.get(path);
  if (path === undefined || !map) return undefined;
  // The module's own code begins on the line after its head.
  const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(line - start - 2, column - 1);
  return "originalLine" in entry
    ? { file: path, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
    : undefined;
}

/** A text in which places of `logic.js` are named (a stack, a warning), with those of the sources in their stead. */
export function withPlaces(program: Program, text: string): string {
  const named = /(?:https?:\/\/[^\s()"]*?)?((?:[^\s()"/]+\/)*)logic\.js:(\d+):(\d+)/g;
  return text.replace(named, (whole, folder: string, line: string, column: string) => {
    const root = program.manifest.packages.find((one) => `/${folder}`.endsWith(`/${one}/`)) ?? "";
    const place = placeOf(program, Number(line), Number(column), root);
    return place ? `${place.file}:${place.line}:${place.column}` : whole;
  });
}

/** One line for what the runtime warned of or a program threw: `/pages/a.js:3:5 warning data_changed_in_place: …`. */
export function saidOf(program: Program, event: string, detail: unknown): string {
  const { what, where, detail: more, at, message, stack } = (detail ?? {}) as Record<string, unknown>;
  if (event === "strict") {
    const place = withPlaces(program, String(at ?? ""));
    const file = place.startsWith("/") ? place : String(where);
    return `${file} warning ${String(what)}: ${String(more)} (${String(where)})`;
  }
  const lines = withPlaces(program, String(stack ?? "")).split("\n");
  const first = lines.map((one) => /(\/[^\s()]+:\d+:\d+)/.exec(one)?.[1]).find((one) => one !== undefined);
  return `${first ?? String(where)} error: ${String(message)}`;
}
