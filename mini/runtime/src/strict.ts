import { LIMITS } from "@everywhere/mini-spec";
import type { Data } from "./paths.ts";

export interface Warning {
  readonly what: string;
  /** The page or component, and what of it ran. */
  readonly where: string;
  readonly detail: string;
  /** Line and column in the compiled script, where one is known. */
  readonly at?: string;
}

/** One setData: whose, which paths, how much. */
export interface Traced {
  readonly where: string;
  readonly paths: readonly string[];
  readonly bytes: number;
}

export interface Told {
  warn(warning: Warning): void;
  trace(sets: readonly Traced[]): void;
}

interface Watched {
  readonly is: string;
  data: Data;
}

const TRACED_AFTER_MS = 250;

let told: Told | undefined;
let traced: Traced[] = [];
const counted = new WeakMap<object, { second: number; times: number }>();
const known = new WeakMap<object, ReadonlyMap<string, string>>();
const drawn = new WeakSet();

/** Warns of what a phone does differently or slowly, and tells of every setData. Undefined switches it off. */
export function strict(next: Told | undefined): void {
  told = next;
}

/** Holds one setData to the platform's budgets: JSON only, 256 KB a call, 20 calls a second. */
export function checkSetData(instance: Watched, given: Data): void {
  if (!told) return;
  checkInPlace(instance, "setData");
  const say = (what: string, detail: string) => {
    warn(what, instance.is, detail, placeOfCaller());
  };
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) say("undefined_in_set_data", key);
    else if (typeof value === "function") say("function_in_set_data", key);
  }
  const bytes = jsonOf(given).length;
  if (bytes > LIMITS.set_data_bytes) say("set_data_large", `${bytes} bytes, at most ${LIMITS.set_data_bytes}`);
  const second = Math.floor(performance.now() / 1000);
  const count = counted.get(instance);
  const times = count?.second === second ? count.times + 1 : 1;
  counted.set(instance, { second, times });
  if (times === LIMITS.set_data_per_second + 1)
    say("set_data_often", `more than ${LIMITS.set_data_per_second} a second`);
  trace({ where: instance.is, paths: Object.keys(given), bytes });
}

/** What is in the data now was put there properly. */
export function knowData(instance: Watched): void {
  if (told) known.set(instance, jsonsOf(instance.data));
}

/** Runs a handler or a life cycle, and looks at how long it took and whether it changed data behind setData's back. */
export function watched<T>(instance: Watched, name: string, run: () => T): T {
  if (!told) return run();
  const began = performance.now();
  try {
    return run();
  } finally {
    const ms = performance.now() - began;
    if (ms > LIMITS.function_ms)
      warn("function_slow", `${instance.is} ${name}`, `${ms.toFixed(0)} ms, at most ${LIMITS.function_ms}`);
    checkInPlace(instance, name);
  }
}

/** A handler that AXML names and the script does not have: the platform passes over it, and so do published libraries. */
export function warnOfHandler(instance: Watched, name: string): void {
  warn("handler_missing", instance.is, name);
}

/** Counts what a page drew first: nodes, how deep, how many side by side. */
export function checkDrawn(page: Element, where: string): void {
  if (!told || drawn.has(page)) return;
  drawn.add(page);
  const { nodes, depth, children } = measured(page);
  if (nodes > LIMITS.nodes_first_render)
    warn("too_many_nodes", where, `${nodes} nodes, at most ${LIMITS.nodes_first_render}`);
  if (depth > LIMITS.node_depth) warn("too_deep", where, `${depth} in one another, at most ${LIMITS.node_depth}`);
  if (children > LIMITS.node_children)
    warn("too_many_children", where, `${children} side by side, at most ${LIMITS.node_children}`);
}

function checkInPlace(instance: Watched, name: string): void {
  const before = known.get(instance);
  if (!before) return;
  const now = jsonsOf(instance.data);
  for (const key of new Set([...before.keys(), ...now.keys()])) {
    if (before.get(key) !== now.get(key)) warn("data_changed_in_place", `${instance.is} ${name}`, key, placeOfCaller());
  }
  known.set(instance, now);
}

function warn(what: string, where: string, detail: string, at?: string): void {
  told?.warn({ what, where, detail, ...(at === undefined ? {} : { at }) });
}

/** Told together, or a busy program would send more of these than of its own. */
function trace(one: Traced): void {
  if (traced.push(one) > 1) return;
  setTimeout(() => {
    told?.trace(traced);
    traced = [];
  }, TRACED_AFTER_MS);
}

/** Where in the program's own script we were called from. */
function placeOfCaller(): string | undefined {
  return /[^\s()]*logic\.js:\d+:\d+/.exec(new Error().stack ?? "")?.[0];
}

function measured(top: Element): { nodes: number; depth: number; children: number } {
  let nodes = 0;
  let depth = 0;
  let children = 0;
  // What a built-in puts inside itself is not the program's.
  const visit = (one: Element, deep: number): void => {
    const ours = [...one.children].filter((child) => child.localName.startsWith("mp-"));
    nodes += ours.length;
    children = Math.max(children, ours.length);
    if (ours.length > 0) depth = Math.max(depth, deep + 1);
    for (const child of ours) visit(child, deep + 1);
  };
  visit(top, 0);
  return { nodes, depth, children };
}

function jsonsOf(data: Data): ReadonlyMap<string, string> {
  return new Map(Object.entries(data).map(([key, value]) => [key, jsonOf(value)]));
}

function jsonOf(given: unknown): string {
  try {
    return JSON.stringify(given) ?? "";
  } catch {
    return "";
  }
}
