import type { Method } from "./definition.ts";
import { type Data, isSame, steps } from "./paths.ts";

type Observer = readonly [string, Method];

/**
 * Calls the observers of fields that differ between two states, or that setData named in `set` though they are the same.
 * `a, b` names two; `a.**` everything below; `**` everything.
 */
export function observe(
  self: unknown,
  observers: readonly Observer[],
  before: Data,
  now: Data,
  set: readonly string[],
): void {
  const named = new Set(set.map(canonical));
  for (const [fields, told] of observers) {
    const names = fields.split(",").map((name) => name.trim());
    const isTouched = names.some((name) =>
      name === "**"
        ? named.size > 0 || !isSame(before, now)
        : named.has(canonical(name)) || !isSame(valueAt(before, name), valueAt(now, name)),
    );
    if (isTouched)
      told.apply(
        self,
        names.map((name) => (name === "**" ? now : valueAt(now, name))),
      );
  }
}

/** `a[0].b`, `a.0.b` and `a[0].b.**` are one field. */
function canonical(name: string): string {
  return steps(name.replace(/\.?\*\*$/, "")).join(".");
}

function valueAt(data: unknown, name: string): unknown {
  let held = data;
  for (const step of steps(name.replace(/\.?\*\*$/, ""))) {
    if (typeof held !== "object" || held === null) return undefined;
    held = (held as Data)[step];
  }
  return held;
}
