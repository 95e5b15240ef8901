// `a[0].b` as setData takes it, and writing there without touching what others hold.

/** The steps of a path; `a["b.c"][0]` has three. */
export function steps(path: string): (string | number)[] {
  const found: (string | number)[] = [];
  for (const [, name, index, quoted] of path.matchAll(/([^.[\]]+)|\[(\d+)\]|\[["']([^"']*)["']\]/g)) {
    if (index !== undefined) found.push(Number(index));
    else found.push(name ?? quoted ?? "");
  }
  return found;
}

export type Data = Record<string, unknown>;

/**
 * Writes into `data`, which is changed itself, along copies of everything deeper: what was read before stays as it was, so
 * that `prevData` is what it says, and what is drawn by identity sees the change.
 */
export function write(data: Data, path: string, change: (old: unknown) => unknown): void {
  const [first = "", ...rest] = Object.hasOwn(data, path) || !/[.[]/.test(path) ? [path] : steps(path);
  data[first] = changed(data[first], rest, change);
}

function changed(
  held: unknown,
  [step, ...rest]: readonly (string | number)[],
  change: (old: unknown) => unknown,
): unknown {
  if (step === undefined) return change(held);
  const copy = copied(held, typeof step === "number");
  copy[step as keyof typeof copy] = changed(copy[step as keyof typeof copy], rest, change) as never;
  return copy;
}

function copied(held: unknown, isList: boolean): Data {
  if (Array.isArray(held)) return [...(held as unknown[])] as unknown as Data;
  if (typeof held === "object" && held !== null) return { ...held } as Data;
  return (isList ? [] : {}) as Data;
}

/** Whether two values say the same: plain objects and lists by what they hold, all else by identity. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const prototype: unknown = Object.getPrototypeOf(one);
  if (prototype !== Object.getPrototypeOf(other) || (prototype !== Object.prototype && prototype !== Array.prototype))
    return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame((one as Data)[key], (other as Data)[key]))
  );
}
