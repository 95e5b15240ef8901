import type { Data } from "./paths.ts";

/** The `this` of a page or a component, as the program has it. */
export type Self = Record<string, unknown>;

interface Held {
  data: Data;
  props: Data;
}

/**
 * An object apart from ours, so that what a program calls its own (`start`, `context`, `query`) never stands in the way of
 * the engine. `data` and `props` are those of the instance; of the others each is read anew until the program puts its own
 * in its place, as generated code does.
 */
export function selfOf(held: Held, offers: Readonly<Record<string, () => unknown>>): Self {
  const self: Self = {};
  for (const name of ["data", "props"] as const) {
    offer(
      self,
      name,
      () => held[name],
      (value) => {
        held[name] = value as Data;
      },
    );
  }
  for (const [name, read] of Object.entries(offers)) {
    offer(self, name, read, (value) => {
      Object.defineProperty(self, name, { value, configurable: true, enumerable: true, writable: true });
    });
  }
  return self;
}

function offer(self: Self, name: string, get: () => unknown, set: (value: unknown) => void): void {
  Object.defineProperty(self, name, { get, set, configurable: true, enumerable: true });
}
