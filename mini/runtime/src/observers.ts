import type { Method } from "./definition.ts";
import { type Data, isSame, steps } from "./paths.ts";

type Observer = readonly [string, Method];

/** Calls the observers whose fields differ between two states. `a, b` names two; `a.**` everything below; `**` everything. */
export function observe(self: unknown, observers: readonly Observer[], before: Data, now: Data): void {
  for (const [fields, told] of observers) {
    const names = fields.split(",").map((name) => name.trim());
    const isTouched = names.some((name) =>
      name === "**" ? !isSame(before, now) : !isSame(valueAt(before, name), valueAt(now, name)),
    );
    if (isTouched)
      told.apply(
        self,
        names.map((name) => (name === "**" ? now : valueAt(now, name))),
      );
  }
}

function valueAt(data: unknown, name: string): unknown {
  let held = data;
  for (const step of steps(name.replace(/\.?\*\*$/, ""))) {
    if (typeof held !== "object" || held === null) return undefined;
    held = (held as Data)[step];
  }
  return held;
}
