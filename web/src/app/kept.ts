import { useSyncExternalStore } from "react";

const PREFIX = "everywhere.";
const listeners = new Set<() => void>();
// What this phone would not keep lives as long as the page.
const unkept = new Map<string, string>();

/** A text that was kept on this phone; undefined where there is none, or where it may not be read. */
export function kept(name: string): string | undefined {
  const here = unkept.get(name);
  if (here !== undefined) return here;
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a text on this phone, or forgets it. A full or forbidden store costs only the keeping: until the page is closed it is there. */
export function keep(name: string, text: string | undefined): void {
  const wasFull = unkept.size > 0;
  try {
    if (text === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, text);
    unkept.delete(name);
  } catch {
    if (text === undefined) unkept.delete(name);
    else unkept.set(name, text);
  }
  if (wasFull !== unkept.size > 0) for (const listener of listeners) listener();
}

/** What was kept as JSON; undefined where it is none. */
export function keptJson<Value>(name: string): Value | undefined {
  try {
    const text = kept(name);
    return text === undefined ? undefined : (JSON.parse(text) as Value);
  } catch {
    return undefined;
  }
}

/** Whether something is lost when the page is closed, since this phone had no room for it. */
export function useIsFull(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => unkept.size > 0,
  );
}
