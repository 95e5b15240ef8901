import { useSyncExternalStore } from "react";
import type { ApiError } from "@/api";
import { isUnclear } from "@/app/act";
import { keep, keptJson } from "@/app/kept";
import { isSignInNeeded, queries } from "@/app/queries";
import { whoIsHere } from "@/features/people";
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

const STORE = "unsent";
const RETRY_MS = 5_000;
const listeners = new Set<() => void>();
let waiting: readonly Unsent[] = keptJson(STORE) ?? [];
let flushing: Promise<void> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

window.addEventListener("online", () => void flush());

function change(next: readonly Unsent[]): void {
  waiting = next;
  keep(STORE, next.length === 0 ? undefined : JSON.stringify(next));
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
  let next: Unsent | undefined;
  try {
    const me = await whoIsHere();
    // Words go out in the name of who wrote them, whoever uses this phone meanwhile.
    while ((next = waiting.find((each) => each.refused === undefined && each.by === me?.id))) await send(next);
  } catch (error) {
    if (isLater(error)) {
      timer = setTimeout(() => void flush(), RETRY_MS);
    } else if (next && !isSignInNeeded(error)) {
      refuse(next, error as ApiError);
      await sendAll();
    }
  }
}

function refuse({ key }: Unsent, { problem: { title, remedy } }: ApiError): void {
  change(waiting.map((each) => (each.key === key ? { ...each, refused: { title, remedy } } : each)));
}

async function send(unsent: Unsent): Promise<void> {
  await say(unsent.talk, unsent.draft, unsent.key);
  // What waits stays in sight until the thread shows it.
  await queries.invalidateQueries({ queryKey: messagesQuery(unsent.talk).queryKey });
  drop(unsent.key);
}

/** Whether it is no fault of the words: the network, a busy server. */
function isLater(error: unknown): boolean {
  return isUnclear(error) || (error as ApiError).problem.status === 429;
}
