import { type ComponentChildren, type ComponentType, createElement, Fragment, type VNode } from "preact";
import { type Context, unitNamed } from "./component.ts";
import { type Known, styleOf, textOf } from "./element.ts";
import { markSjs } from "./events.ts";
import type { Data } from "./paths.ts";
import type { Registry } from "./registry.ts";

export type Drawn = ComponentChildren;
export type Template = (data: Data, context: Context) => Drawn[];

export interface DrawnView {
  readonly T: Templates;
  readonly draw: Template;
}

export type Templates = ReadonlyMap<string, Template>;

/** What a built-in is given to draw itself. */
export interface Given {
  readonly attributes: Data;
  readonly mini: Known;
  readonly children?: ComponentChildren;
}

/** A slot's name and what goes there, or several of such, or nothing. */
export type Entry = readonly [string, (told: Data) => Drawn[]] | { readonly group: readonly Entry[] } | null;

const NONE: Data = {};
const components = new Map<string, ComponentType<Given>>();
const only = new Map<string, readonly string[]>();

/**
 * Hands a built-in to the runtime; those that are not handed over are drawn as a plain element, and so are those on which
 * none of `attributes` stands where these are named.
 */
export function builtIn(tag: string, component: ComponentType<Given>, attributes?: readonly string[]): void {
  components.set(tag, component);
  if (attributes) only.set(tag, attributes);
}

function componentFor(tag: string, given: Data): ComponentType<Given> | undefined {
  const named = only.get(tag);
  return named === undefined || named.some((name) => name in given) ? components.get(tag) : undefined;
}

/** The attributes that every element carries to the page. */
export function common({ attributes, mini }: Given): Data {
  const { owner } = mini;
  const names = textOf(attributes["class"]);
  const given: Data = { mini, class: owner.classes?.(names) ?? names, style: styleOf(attributes["style"]) };
  // A class from outside brings its own sheet's rules, also into a component that is closed to them.
  if (owner.scope !== undefined) given["data-s"] = given["class"] === names ? owner.scope : `${owner.scope} open`;
  if (attributes["animation"] !== undefined && mini.tag !== "movable-view") given["movement"] = attributes["animation"];
  if (attributes["id"] !== undefined) given["id"] = textOf(attributes["id"]);
  if (attributes["hidden"] !== undefined)
    given["hidden"] = attributes["hidden"] !== false && attributes["hidden"] !== "false";
  for (const name of ["role", "tabIndex"]) if (attributes[name] !== undefined) given[name] = attributes[name];
  for (const name in attributes) if (name.startsWith("aria-")) given[name] = attributes[name];
  return given;
}

/** `r`: the functions that compiled AXML is written in. */
export class Draw {
  constructor(private readonly registry: Registry) {}

  readonly s = textOf;

  el(
    owner: Context,
    tag: string,
    attributes: Data | null,
    events: Known["events"],
    key: unknown,
    children: Drawn[] | null,
  ): Drawn {
    const given = attributes ?? NONE;
    const mini: Known = {
      tag,
      owner,
      data: (given["data"] as Data | undefined) ?? NONE,
      events,
      changes: given["changes"] as Known["changes"],
    };
    const component = componentFor(tag, given);
    if (component) return createElement(component, { key: keyOf(key), attributes: given, mini }, children);
    return createElement(`mp-${tag}`, { ...common({ attributes: given, mini }), key: keyOf(key) }, children);
  }

  cmp(owner: Context, tag: string, given: Data, ref: unknown, key: unknown, slots: Entry[] | null): Drawn {
    const path = owner.componentOf(tag);
    if (path === undefined) return null;
    return createElement(unitNamed(path, this.registry), { key: keyOf(key), given, refTo: ref, slots, owner });
  }

  /** A handler given to a component: the owner's method, or what is already a function. */
  fn(owner: Context, value: unknown): unknown {
    return typeof value === "string" ? owner.method(value) : value;
  }

  /** Nodes that stand together, as for one round of a loop. */
  many(key: unknown, nodes: Drawn[]): Drawn {
    return key === undefined
      ? createElement(Fragment, null, nodes)
      : createElement(Fragment, { key: keyOf(key) }, nodes);
  }

  each(list: unknown, draw: (item: unknown, index: unknown) => Drawn): Drawn[] {
    const seen = new Set<unknown>();
    return this.pairs(list).map(([index, item]) => {
      const node = draw(item, index);
      // Two of one key would be taken for the same; the later one is told apart.
      if (isNode(node) && node.key !== undefined && node.key !== null) {
        for (let times = 1; seen.has(node.key); times++) node.key = `${String(node.key)}~${times}`;
        seen.add(node.key);
      }
      return node;
    });
  }

  entries(list: unknown, draw: (item: unknown, index: unknown) => Entry): Entry {
    return { group: this.pairs(list).map(([index, item]) => draw(item, index)) };
  }

  group(entries: Entry[]): Entry {
    return { group: entries };
  }

  /**
   * What a component was given under a name; its own when that comes to nothing, also when that is a slot for which the
   * component's user gave nothing. Null names none.
   */
  slot(context: Context, name: unknown, told: Data, otherwise: (() => Drawn[]) | null): Drawn {
    const content = name === null ? undefined : context.slot(textOf(name), told);
    const shown = content?.some(isSomething) ? content : otherwise?.();
    return shown?.some(isSomething) ? createElement(Fragment, null, shown) : null;
  }

  templates(imported: readonly (string | undefined)[], own: Readonly<Record<string, Template>>): Templates {
    const all = new Map<string, Template>();
    for (const path of imported) {
      const view = path === undefined ? undefined : this.registry.view(path, this);
      for (const [name, template] of view?.T ?? []) all.set(name, template);
    }
    for (const [name, template] of Object.entries(own)) all.set(name, template);
    return all;
  }

  use(templates: Templates, name: unknown, data: Data | undefined, context: Context): Drawn[] {
    return templates.get(textOf(name))?.(data ?? NONE, context) ?? [];
  }

  include(path: string | undefined, data: Data, context: Context): Drawn {
    const view = path === undefined ? undefined : this.registry.view(path, this);
    return createElement(Fragment, null, view?.draw(data, context));
  }

  sjs(path: string | undefined): { whole: unknown; named: Data } {
    if (path === undefined) return { whole: undefined, named: {} };
    const named = this.registry.requireSjs(path) as Data;
    const whole = named["default"] ?? named;
    for (const one of [named, whole]) {
      if (typeof one === "object" && one !== null) Object.values(one).forEach(markSjs);
    }
    return { whole, named };
  }

  list(value: unknown): unknown[] {
    return Array.isArray(value) ? (value as unknown[]) : [];
  }

  private pairs(list: unknown): [unknown, unknown][] {
    if (Array.isArray(list)) return list.map((item, index) => [index, item]);
    if (typeof list === "number")
      return Array.from({ length: Math.max(0, Math.floor(list)) }, (_, index) => [index, index]);
    if (typeof list === "string") return [...list].map((item, index) => [index, item]);
    return typeof list === "object" && list !== null ? Object.entries(list) : [];
  }
}

function keyOf(key: unknown): string | number | undefined {
  if (key === undefined || key === null) return undefined;
  return typeof key === "number" ? key : typeof key === "object" ? undefined : textOf(key);
}

function isSomething(one: Drawn): boolean {
  return one !== null && one !== undefined && one !== "";
}

function isNode(value: unknown): value is VNode {
  return typeof value === "object" && value !== null && "key" in value;
}
