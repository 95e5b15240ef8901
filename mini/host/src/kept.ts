import { LIMITS } from "@everywhere/mini-spec";
import type { Kept } from "./calls.ts";

const SAVED_AFTER_MS = 50;

/** What is kept of one program for one person. */
export interface Held {
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

/** What is kept in the browser's database, for somebody who may turn out to be another. */
export interface KeptInDatabase extends Kept {
  forget(): Promise<void>;
  /** From now on it is kept under another name: what was kept so far goes there, unless something is there, which then counts. */
  become(name: string): Promise<void>;
}

/**
 * The same in a database of the browser, which holds more than localStorage does: up to 10 MB for each `name`, which says whose and
 * which program's it is. What is over the limits is not kept, whatever the frame says it has stored.
 */
export async function keptInDatabase(name: string): Promise<KeptInDatabase> {
  const db = await opened();
  let whose = name;
  let held = await heldBy(db, whose);
  let sizes = sizesOf(held);
  // Until it is known whose it is, what is said is remembered only.
  let isChanging = false;
  const put = (store: string, key: string, value: unknown) => {
    if (isChanging) return;
    const place = db.transaction(store, "readwrite").objectStore(store);
    if (value === null) place.delete([whose, key]);
    else place.put(value, [whose, key]);
  };
  return {
    read: () => held,
    store: (key, value) => {
      const size = value === null ? 0 : bytes(value);
      if (!fits(sizes, key, size)) return;
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
      drop(gone, whose);
      for (const part of [held.storage, held.granted])
        for (const key of Object.keys(part)) Reflect.deleteProperty(part, key);
      sizes.clear();
      await complete(gone);
    },
    become: async (next) => {
      if (next === whose || isChanging) return;
      isChanging = true;
      const theirs = await heldBy(db, next).finally(() => {
        isChanging = false;
      });
      const move = carriesOver(theirs) ? moved(db, held, whose, next) : undefined;
      whose = next;
      if (move) return complete(move);
      held = theirs;
      sizes = sizesOf(held);
    },
  };
}

/** Whether what a guest kept goes to whom they turned out to be: where that person has kept or allowed nothing of their own. */
export function carriesOver({ storage, granted }: Held): boolean {
  return Object.keys(storage).length === 0 && Object.keys(granted).length === 0;
}

function sizesOf({ storage }: Held): Map<string, number> {
  return new Map(Object.entries(storage).map(([key, value]) => [key, bytes(value)]));
}

function fits(sizes: ReadonlyMap<string, number>, key: string, size: number): boolean {
  let sum = size - (sizes.get(key) ?? 0);
  for (const one of sizes.values()) sum += one;
  return size <= LIMITS.storage_key_bytes && sum <= LIMITS.storage_bytes;
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

async function heldBy(db: IDBDatabase, name: string): Promise<Held> {
  return { storage: await all<string>(db, STORED, name), granted: await all<boolean>(db, GRANTED, name) };
}

function drop(within: IDBTransaction, name: string): void {
  for (const store of [STORED, GRANTED]) within.objectStore(store).delete(own(name));
}

/** Wholly or not at all. */
function moved(db: IDBDatabase, held: Held, from: string, to: string): IDBTransaction {
  const move = db.transaction([STORED, GRANTED], "readwrite");
  drop(move, from);
  for (const [key, text] of Object.entries(held.storage)) move.objectStore(STORED).put(text, [to, key]);
  for (const [scope, is] of Object.entries(held.granted)) move.objectStore(GRANTED).put(is, [to, scope]);
  return move;
}

function complete(writes: IDBTransaction): Promise<void> {
  return new Promise((done, failed) => {
    writes.addEventListener("complete", () => {
      done();
    });
    writes.addEventListener("abort", () => {
      failed(writes.error ?? new Error("The browser keeps nothing."));
    });
  });
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
