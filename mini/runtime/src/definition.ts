import type { Data } from "./paths.ts";

export type Method = (this: unknown, ...given: unknown[]) => unknown;

/** What a program gives to `Page`, `Component` or `Mixin`. */
export interface Definition {
  readonly data?: Data | (() => Data);
  readonly props?: Data;
  readonly methods?: Readonly<Record<string, Method>>;
  readonly mixins?: readonly Definition[];
  readonly observers?: Readonly<Record<string, Method>>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly lifetimes?: Readonly<Record<string, Method>>;
  readonly relations?: Readonly<Record<string, Relation>>;
  readonly events?: Readonly<Record<string, Method>>;
  readonly rootEvents?: Readonly<Record<string, Method>>;
  readonly pageEvents?: Readonly<Record<string, Method>>;
  readonly ref?: Method;
  readonly externalClasses?: readonly string[];
  readonly definitionFilter?: (definition: Definition) => void;
  readonly [name: string]: unknown;
}

export interface Relation {
  readonly type: "parent" | "child" | "ancestor" | "descendant";
  readonly linked?: Method;
  readonly unlinked?: Method;
  readonly target?: unknown;
}

/** A definition with its mixins laid under it. */
export interface Merged {
  readonly data: readonly (Data | (() => Data))[];
  readonly props: Data;
  /** Everything callable by name, life cycles aside. */
  readonly methods: Readonly<Record<string, Method>>;
  /** By name, mixins' first: none overrides another. */
  readonly life: ReadonlyMap<string, readonly Method[]>;
  readonly observers: readonly (readonly [string, Method])[];
  readonly relations: Readonly<Record<string, Relation>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly events: Readonly<Record<string, Method>>;
  readonly rest: Data;
  readonly mixins: readonly Definition[];
  readonly ref: Method | undefined;
  readonly externalClasses: readonly string[];
}

const LIFE = new Set([
  ...["onInit", "deriveDataFromProps", "didMount", "didUpdate", "didUnmount", "onError"],
  ...["onLoad", "onShow", "onReady", "onHide", "onUnload", "onTitleClick", "onOptionMenuClick", "onPullDownRefresh"],
  ...["onTabItemTap", "onPageScroll", "onReachBottom"],
]);
/** Another platform's, here only for who asks by `options`: what converts programs calls them itself. */
const LIFETIMES = new Set(["created", "attached", "ready", "moved", "detached"]);
const PARTS = new Set([
  "data",
  "props",
  "methods",
  "mixins",
  "observers",
  "options",
  "lifetimes",
  "relations",
  "events",
  "rootEvents",
  "pageEvents",
  "ref",
  "definitionFilter",
  "externalClasses",
]);

export function merged(top: Definition): Merged {
  const layers = layersOf(top);
  const life = new Map<string, Method[]>();
  const methods: Record<string, Method> = {};
  const rest: Data = {};
  const all = <K extends keyof Definition>(part: K) =>
    Object.assign({}, ...layers.map((layer) => layer[part] ?? {})) as NonNullable<Definition[K]>;
  const options = all("options");
  const hasLifetimes = options["lifetimes"] === true;
  const isLife = (name: string) => LIFE.has(name) || (hasLifetimes && LIFETIMES.has(name));
  for (const layer of layers) {
    const own = hasLifetimes ? { ...layer, ...layer.lifetimes } : layer;
    for (const [name, value] of Object.entries(own)) {
      if (PARTS.has(name)) continue;
      if (typeof value !== "function") rest[name] = value;
      else if (isLife(name)) life.set(name, [...(life.get(name) ?? []), value as Method]);
      else methods[name] = value as Method;
    }
    // A life cycle may stand among the methods too, where generated code puts it.
    for (const [name, method] of Object.entries(layer.methods ?? {})) {
      if (typeof method !== "function") rest[name] = method;
      else if (isLife(name)) life.set(name, [...(life.get(name) ?? []), method]);
      else methods[name] = method;
    }
  }
  return {
    data: layers.flatMap((layer) => (layer.data ? [layer.data] : [])),
    props: all("props"),
    methods,
    life,
    observers: layers.flatMap((layer) => Object.entries(layer.observers ?? {})),
    relations: options["relations"] === true ? all("relations") : {},
    options,
    events: { ...all("rootEvents"), ...all("pageEvents"), ...all("events") },
    rest,
    mixins: layers.slice(0, -1),
    ref: layers.findLast((layer) => layer.ref)?.ref,
    externalClasses: layers.flatMap((layer) => (Array.isArray(layer.externalClasses) ? layer.externalClasses : [])),
  };
}

/** Mixins before who mixes them in, each once. */
function layersOf(top: Definition, seen = new Set<Definition>()): Definition[] {
  if (seen.has(top)) return [];
  seen.add(top);
  const below = (top.mixins ?? []).flatMap((one) => {
    one.definitionFilter?.(top);
    return layersOf(one, seen);
  });
  return [...below, top];
}

/** Properties with their defaults; undefined counts as not given. Names with hyphens are known in camel case too. */
export function propsOf(defaults: Data, given: Data): Data {
  const props = { ...defaults };
  for (const name in given) {
    const value = given[name];
    if (value === undefined) continue;
    props[name] = value;
    if (name.includes("-") && !name.startsWith("data-") && !(name in defaults)) {
      props[name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())] = value;
    }
  }
  return props;
}
