import type { Value } from "@everywhere/mini-spec";
import type { Notes } from "../diagnostics.ts";
import type { Json } from "../1-parse/json.ts";

/** Holds a configuration to its table of keys. Positions are found by the key's first place in the text. */
export function checkConfig(config: Json, keys: Readonly<Record<string, Value>>, source: string, notes: Notes): void {
  for (const [key, given] of Object.entries(config)) {
    const offset = Math.max(0, source.indexOf(`"${key}"`));
    const wanted = keys[key];
    if (wanted === undefined) notes.say("config_key_unknown", offset, key);
    else if (!fits(given, wanted))
      notes.say("config_value_odd", offset, key, typeof wanted === "string" ? `a ${wanted}` : wanted.join(" or "));
  }
}

function fits(given: unknown, wanted: Value): boolean {
  if (typeof wanted !== "string") return typeof given === "string" && wanted.includes(given);
  if (wanted === "any") return true;
  if (wanted === "text" || wanted === "colour") return typeof given === "string";
  return typeof given === wanted;
}
