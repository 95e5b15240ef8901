import JSON5 from "json5";
import type { Notes } from "../diagnostics.ts";

export type Json = Readonly<Record<string, unknown>>;

/** An object of a configuration file; an empty one, and said, when there is none. */
export function parseJson(source: string, notes: Notes): Json {
  try {
    return asObject(JSON.parse(source));
  } catch {
    try {
      const found = asObject(JSON5.parse(source));
      notes.sayAt("json_loose", 1, 1);
      return found;
    } catch (broken) {
      const place = broken as { lineNumber?: number; columnNumber?: number; message?: string };
      const reason = (place.message ?? "").replace(/^JSON5: /, "").replace(/ at \d+:\d+$/, "");
      notes.sayAt("json_broken", place.lineNumber ?? 1, place.columnNumber ?? 1, reason);
      return {};
    }
  }
}

/** A configuration as programs write it, with comments, trailing commas and the mark of an editor. Throws when it is none. */
export function looseJson(source: string): Json {
  return asObject(JSON5.parse(source));
}

export function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
