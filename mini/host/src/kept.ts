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

const STORED = "storage";
const GRANTED = "granted";

/**
 * The same in a database of the browser, which holds more than localStorage does: up to 10 MB for each `name`, which says whose and
 * which program's it is. What is over the limits is not kept, whatever the frame says it has stored.
 */
export async function keptInDatabase(name: string): Promise<Kept & { forget(): Promise<void> }> {
  const db = await opened();
  const held: Held = { storage: await all<string>(db, STORED, name), granted: await all<boolean>(db, GRANTED, name) };
  const sizes = new Map(Object.entries(held.storage).map(([key, value]) => [key, bytes(value)]));
  const put = (store: string, key: string, value: unknown) => {
    const place = db.transaction(store, "readwrite").objectStore(store);
    if (value === null) place.delete([name, key]);
    else place.put(value, [name, key]);
  };
  const fits = (key: string, size: number) => {
    let sum = size - (sizes.get(key) ?? 0);
    for (const one of sizes.values()) sum += one;
    return size <= LIMITS.storage_key_bytes && sum <= LIMITS.storage_bytes;
  };
  return {
    read: () => held,
    store: (key, value) => {
      const size = value === null ? 0 : bytes(value);
      if (!fits(key, size)) return;
      if (value === null) {
        Reflect.deleteProperty(held.storage, key);
        sizes.delete(key);
      } else {
        held.storage[key] = value;
        sizes.set(key, size);
      }
      put(STORED, key, value);
    },
    grant: (scope, isGranted) => {
      held.granted[scope] = isGranted;
      put(GRANTED, scope, isGranted);
    },
    forget: async () => {
      const gone = db.transaction([STORED, GRANTED], "readwrite");
      for (const store of [STORED, GRANTED]) gone.objectStore(store).delete(own(name));
      for (const part of [held.storage, held.granted])
        for (const key of Object.keys(part)) Reflect.deleteProperty(part, key);
      sizes.clear();
      await new Promise((done) => {
        gone.addEventListener("complete", done);
      });
    },
  };
}

const bytes = (text: string) => new TextEncoder().encode(text).length;
const own = (name: string) => IDBKeyRange.bound([name], [name, []]);

function opened(): Promise<IDBDatabase> {
  const asked = indexedDB.open("mini-programs", 1);
  asked.addEventListener("upgradeneeded", () => {
    for (const store of [STORED, GRANTED]) asked.result.createObjectStore(store);
  });
  return result(asked);
}

async function all<T>(db: IDBDatabase, store: string, name: string): Promise<Record<string, T>> {
  const place = db.transaction(store).objectStore(store);
  const [keys, values] = await Promise.all([result(place.getAllKeys(own(name))), result(place.getAll(own(name)))]);
  // Without a prototype: a program chooses the keys.
  const found = Object.create(null) as Record<string, T>;
  keys.forEach((key, at) => {
    found[String((key as string[])[1])] = values[at] as T;
  });
  return found;
}

function result<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    asked.addEventListener("success", () => {
      done(asked.result);
    });
    asked.addEventListener("error", () => {
      failed(asked.error ?? new Error("The browser keeps nothing."));
    });
  });
}
