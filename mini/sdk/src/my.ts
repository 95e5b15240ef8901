import { ABSENT, type ApiSpec, APIS, apiNamed, canIUse, SDK_VERSION } from "@everywhere/mini-spec";
import type { Boot } from "./boot.ts";
import { type Bridge, refusal } from "./bridge.ts";
import { asCall, asFailure, asTask, type Options } from "./calls.ts";
import { Orders } from "./orders.ts";
import { withTasks } from "./sockets.ts";
import { Storage } from "./storage.ts";
import { systemCalls } from "./system.ts";

/** What is carried out inside the frame; the runtime adds its own (pages, queries). */
export type Inside = Readonly<Record<string, (...given: never[]) => unknown>>;

export type My = Record<string, unknown>;

/**
 * The `my` of a program: a plain object that programs may write to. What the table has at the host asks the host.
 * `missing`: calls that the program's source names and nothing here knows; they fail like any call, and are counted.
 * `behavior`: that of app.json.
 */
export function createMy(
  boot: Boot,
  bridge: Bridge,
  inside: Inside,
  missing: readonly string[] = [],
  behavior: Readonly<Record<string, unknown>> = {},
): My {
  const own = { ...ofFrame(boot, bridge), ...inside };
  const my: My = {
    SDKVersion: SDK_VERSION,
    isIDE: boot.system["isIDE"] === true,
    env: { USER_DATA_PATH: "https://usr", clientName: "Everywhere" },
  };
  for (const [name, spec] of Object.entries(APIS) as [string, ApiSpec][]) {
    const here = own[name];
    if (here) my[name] = spec.kind === "call" ? asCall(here as never) : here;
    else if (spec.task) my[name] = asTask((options, moved) => bridge.ask(name, options, moved));
    else if (spec.kind === "call") my[name] = asCall((options) => bridge.call(name, options));
    else if (spec.kind === "event") Object.assign(my, listening(name, bridge));
  }
  for (const name of [...missing, ...ABSENT]) my[name] ??= absent(name, bridge);
  if (boot.orders) order(my, new Orders(boot.orders, bridge));
  const isMultiple = behavior["connectSocketDefaultMultiple"] === true;
  my["connectSocket"] = withTasks(my["connectSocket"] as never, bridge, isMultiple);
  my["call"] = (name: string, options?: Options | ((result: unknown) => void), heard?: (result: unknown) => void) =>
    calledByName(my, bridge, name, options, heard);
  my["on"] = (name: string, heard: (detail: unknown) => void) => bridge.on(name, heard);
  return my;
}

function order(my: My, orders: Orders): void {
  for (const [name, { kind, task }] of Object.entries(APIS) as [string, ApiSpec][]) {
    const carry = my[name];
    if ((kind === "call" || kind === "sync") && typeof carry === "function")
      my[name] = orders.before(name, kind === "sync", carry as never, task ? asOrderedTask : asCall);
  }
}

/** An order has decided how it ends: stopping it changes nothing. */
function asOrderedTask(end: () => unknown): (options?: Options) => Promise<unknown> {
  return asTask(() => ({ answer: Promise.resolve().then(end), stop: () => undefined }));
}

function ofFrame(boot: Boot, bridge: Bridge): Inside {
  const storage = new Storage(boot.storage, bridge);
  let { network } = boot;
  bridge.on("onNetworkStatusChange", (now) => {
    network = now as Boot["network"];
  });
  type Keyed = { key?: unknown; data?: unknown };
  const key = (given: Keyed | string) => (typeof given === "string" ? given : given.key);
  return {
    getStorageSync: (given: Keyed | string) => storage.get(key(given)),
    setStorageSync: (given: Keyed | string, data: unknown) =>
      storage.set(key(given), typeof given === "string" ? data : given.data),
    removeStorageSync: (given: Keyed | string) => storage.remove(key(given)),
    clearStorageSync: () => storage.clear(),
    getStorageInfoSync: () => storage.info(),
    getStorage: ({ key: name }: Keyed) => storage.get(name),
    setStorage: ({ key: name, data }: Keyed) => storage.set(name, data),
    removeStorage: ({ key: name }: Keyed) => storage.remove(name),
    clearStorage: () => storage.clear(),
    getStorageInfo: () => storage.info(),
    ...systemCalls(boot),
    getNetworkType: () => network,
    canIUse: (query: string) => canIUse(String(query)),
    getUpdateManager: () => ({
      applyUpdate: () => undefined,
      onCheckForUpdate: () => undefined,
      onUpdateReady: () => undefined,
      onUpdateFailed: () => undefined,
    }),
  };
}

/** `onX` and `offX` of one table entry; off without a listener takes all away. */
function listening(name: string, bridge: Bridge): My {
  const ends = new Map<unknown, () => void>();
  return {
    [name]: (heard: (detail: unknown) => void) => {
      ends.get(heard)?.();
      ends.set(heard, bridge.on(name, heard));
    },
    [name.replace(/^on/, "off")]: (heard?: unknown) => {
      for (const [one, end] of ends) if (heard === undefined || heard === one) end();
      if (heard === undefined) ends.clear();
      else ends.delete(heard);
    },
  };
}

function absent(name: string, bridge: Bridge): (options?: Options) => unknown {
  const count = () => {
    bridge.tell("missing", { name });
  };
  // Who listens waits for nothing, and would hear of no failure.
  if (/^o(n|ff)[A-Z]/.test(name)) return count;
  return asCall(() => {
    count();
    throw refusal("unknown_call", name);
  });
}

function calledByName(
  my: My,
  bridge: Bridge,
  name: string,
  options: unknown,
  heard?: (result: unknown) => void,
): unknown {
  const tell = typeof options === "function" ? (options as (result: unknown) => void) : heard;
  const given = typeof options === "object" && options !== null ? (options as Options) : {};
  const call = apiNamed(name) ? my[name] : undefined;
  const made =
    typeof call === "function" ? (call as (options: Options) => unknown)(given) : absent(name, bridge)(given);
  void Promise.resolve(made).then(tell, (why: unknown) => tell?.(asFailure(why)));
  return made;
}
