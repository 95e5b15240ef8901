import { LIMITS } from "@everywhere/mini-spec";
import type { Kept } from "./calls.ts";

const SAVED_AFTER_MS = 50;

interface Held {
  readonly storage: Record<string, string>;
  readonly granted: Record<string, boolean>;
}

/**
 * Keeps a program's storage and grants in the host's own localStorage; the program cannot reach it but through the port.
 * Many writes at once are saved together, and before the page goes.
 */
export function keptInBrowser(appId: string): Kept {
  const name = `mini:${appId}`;
  const held = load(name);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    const text = JSON.stringify(held);
    // The frame counts as well; this holds when the frame lies.
    if (text.length <= LIMITS.storage_bytes * 2) localStorage.setItem(name, text);
  };
  const soon = () => {
    timer ??= setTimeout(save, SAVED_AFTER_MS);
  };
  addEventListener("pagehide", save);
  return {
    read: () => held,
    store: (key, value) => {
      if (value === null) Reflect.deleteProperty(held.storage, key);
      else held.storage[key] = value;
      soon();
    },
    grant: (scope, isGranted) => {
      held.granted[scope] = isGranted;
      soon();
    },
  };
}

function load(name: string): Held {
  // Without a prototype: a program chooses the keys.
  const bare = <T>(given: object | undefined) => Object.assign(Object.create(null) as Record<string, T>, given);
  try {
    const found = JSON.parse(localStorage.getItem(name) ?? "{}") as Partial<Held>;
    return { storage: bare(found.storage), granted: bare(found.granted) };
  } catch {
    return { storage: bare({}), granted: bare({}) };
  }
}
