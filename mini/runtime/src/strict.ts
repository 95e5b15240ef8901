import { LIMITS } from "@everywhere/mini-spec";
import type { Data } from "./paths.ts";

type Told = (warning: { what: string; where: string; detail: string }) => void;

let told: Told | undefined;
const counted = new WeakMap<object, { second: number; times: number }>();

/** Warns of what a phone does differently or slowly. Undefined switches it off. */
export function strict(next: Told | undefined): void {
  told = next;
}

/** Holds one setData to the platform's budgets: JSON only, 256 KB a call, 20 calls a second. */
export function checkSetData(instance: { readonly is: string }, given: Data): void {
  if (!told) return;
  const say = (what: string, detail: string) => told?.({ what, where: instance.is, detail });
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) say("undefined_in_set_data", key);
    else if (typeof value === "function") say("function_in_set_data", key);
  }
  const bytes = sizeOf(given);
  if (bytes > LIMITS.set_data_bytes) say("set_data_large", String(bytes));
  const second = Math.floor(performance.now() / 1000);
  const count = counted.get(instance);
  const times = count?.second === second ? count.times + 1 : 1;
  counted.set(instance, { second, times });
  if (times === LIMITS.set_data_per_second + 1) say("set_data_often", String(times));
}

function sizeOf(given: Data): number {
  try {
    return JSON.stringify(given).length;
  } catch {
    return 0;
  }
}
