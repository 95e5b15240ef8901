import { useSyncExternalStore } from "react";
import type { ApiError } from "@/api";
import { isUnclear } from "@/app/act";
import { queries } from "@/app/queries";
import { messagesQuery, say, type Draft, type Talk } from "./talk";

/** Something that was said here and is not on the server yet. */
export interface Unsent {
  /** Its Idempotency-Key: it is kept with the words, so that they arrive once whatever happens between. */
  key: string;
  by: string;
  talk: Talk;
  draft: Draft;
  at: string;
  /** What the server refused; it waits for its writer. */
  refused?: { title: string; remedy: string } | undefined;
}

const STORE = "everywhere.unsent";
const RETRY_MS = 5_000;
const listeners = new Set<() => void>();
let waiting: readonly Unsent[] = kept();
let flushing: Promise<void> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

window.addEventListener("online", () => void flush());

function kept(): readonly Unsent[] {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "[]") as Unsent[];
  } catch {
    return [];
  }
}

function change(next: readonly Unsent[]): void {
  waiting = next;
  try {
    if (next.length === 0) localStorage.removeItem(STORE);
    else localStorage.setItem(STORE, JSON.stringify(next));
  } catch {
    // A full store costs only the keeping: it is sent from memory.
  }
  for (const listener of listeners) listener();
}

/** What waits in a thread, oldest first. */
export function useUnsent(talk: Talk): readonly Unsent[] {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting,
  );
  return all.filter((each) => isSame(each.talk, talk));
}

function isSame(one: Talk, other: Talk): boolean {
  return one.kind === other.kind && one.id === other.id && (one.with ?? null) === (other.with ?? null);
}

/** Shows it at once, sends it when it can be sent. */
export function put(by: string, talk: Talk, draft: Draft): void {
  change([...waiting, { key: crypto.randomUUID(), by, talk, draft, at: new Date().toISOString() }]);
  void flush();
}

/** Sends again what was refused. */
export function again(key: string): void {
  change(waiting.map((each) => (each.key === key ? { ...each, refused: undefined } : each)));
  void flush();
}

/** Takes away what was refused. */
export function drop(key: string): void {
  change(waiting.filter((each) => each.key !== key));
}

/** Sends what waits, in its order; one at a time, so that words do not overtake each other. */
export function flush(): Promise<void> {
  flushing ??= sendAll().finally(() => (flushing = undefined));
  return flushing;
}

async function sendAll(): Promise<void> {
  clearTimeout(timer);
  for (;;) {
    const next = waiting.find((each) => each.refused === undefined);
    if (next === undefined) return;
    try {
      await send(next);
    } catch (error) {
      if (isLater(error)) {
        timer = setTimeout(() => void flush(), RETRY_MS);
        return;
      }
      const { title, remedy } = (error as ApiError).problem;
      change(waiting.map((each) => (each.key === next.key ? { ...each, refused: { title, remedy } } : each)));
    }
  }
}

async function send(unsent: Unsent): Promise<void> {
  await say(unsent.talk, unsent.draft, unsent.key);
  // What waits stays in sight until the thread shows it.
  await queries.invalidateQueries({ queryKey: messagesQuery(unsent.talk).queryKey });
  drop(unsent.key);
}

/** Whether it is no fault of the words: the network, a busy server, nobody signed in. */
function isLater(error: unknown): boolean {
  if (isUnclear(error)) return true;
  const { code, problem } = error as ApiError;
  return code === "sign_in_needed" || problem.status === 429;
}
