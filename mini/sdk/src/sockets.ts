import type { Bridge } from "./bridge.ts";
import { asCall, type Options } from "./calls.ts";

type Heard = (detail: unknown) => void;
type Call = (options?: Options) => Promise<unknown>;

const WHATS = ["Open", "Message", "Error", "Close"] as const;
type What = (typeof WHATS)[number];
type Hearing = ReadonlyMap<What, Set<Heard>>;

interface Told {
  readonly id: number;
  readonly what: What;
  readonly detail: unknown;
}

/**
 * `connectSocket` with a task for who asks for several: `multiple`, in the call or for the whole program. Without it, the
 * one socket of `onSocketOpen` and its kin. A task is no promise: who awaits one has the task.
 */
export function withTasks(connect: Call, bridge: Bridge, isUsual: boolean): (options?: Options) => unknown {
  const hearing = new Map<number, Hearing>();
  let next = 1;
  bridge.on("socket", (told) => {
    const { id, what, detail } = told as Told;
    for (const heard of [...(hearing.get(id)?.get(what) ?? [])]) heard(detail);
    if (what === "Close" || what === "Error") hearing.delete(id);
  });
  return (options) => {
    if ((options?.["multiple"] ?? isUsual) !== true) return connect(options);
    const id = next++;
    const own: Hearing = new Map(WHATS.map((what) => [what, new Set<Heard>()]));
    hearing.set(id, own);
    // Who has a task hears of a failure by `fail` and `onError`.
    connect({ ...options, id }).catch(() => undefined);
    return taskOf(id, own, bridge);
  };
}

function taskOf(id: number, hearing: Hearing, bridge: Bridge): Record<string, unknown> {
  const about = (name: string) => asCall((options) => bridge.call(name, { ...options, id }));
  const listening = WHATS.flatMap((what) => {
    const all = hearing.get(what);
    const off = (heard?: Heard) => void (heard ? all?.delete(heard) : all?.clear());
    return [[`on${what}`, (heard: Heard) => void all?.add(heard)] as const, [`off${what}`, off] as const];
  });
  return {
    socketTaskID: String(id),
    send: about("sendSocketMessage"),
    close: about("closeSocket"),
    ...Object.fromEntries<unknown>(listening),
  };
}
