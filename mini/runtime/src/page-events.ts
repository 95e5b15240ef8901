import type { Context } from "./component.ts";
import type { Method } from "./definition.ts";

/** A page or a component as it hears of its page. */
interface Hears {
  readonly is: string;
  /** What the program has as `this`. */
  readonly self: unknown;
  failed(error: unknown, where: string): void;
}

/** Calls what `events` of a page, or `rootEvents` and `pageEvents` of a component, have for this. */
export function hear(
  one: Hears,
  events: Readonly<Record<string, Method>>,
  name: string,
  given: readonly unknown[],
): void {
  const own = events[name];
  if (typeof own !== "function") return;
  try {
    own.apply(one.self, [...given]);
  } catch (error) {
    one.failed(error, `${one.is} ${name}`);
  }
}

/** Tells every component below. */
export function tellBelow(context: Context, name: string, given: readonly unknown[]): void {
  for (const one of context.children) {
    one.hearPage(name, given);
    tellBelow(one.context, name, given);
  }
}
