import type { ComponentInstance, Context } from "./component.ts";
import type { Merged, Method } from "./definition.ts";
import { report } from "./errors.ts";
import { createIntersectionObserver } from "./intersection.ts";
import { observe } from "./observers.ts";
import { type Data, isSame, write } from "./paths.ts";
import { afterDrawing, batched, schedule, type Waiting } from "./schedule.ts";
import { SelectorQuery } from "./query.ts";
import { type Self, selfOf } from "./self.ts";
import { checkSetData, knowData, warnOfHandler, watched } from "./strict.ts";

/** Of these methods, what programs call on their pages and components. */
const METHODS = [
  ...(["setData", "$spliceData", "$batchedUpdates", "createSelectorQuery", "createIntersectionObserver"] as const),
  ...(["selectComponent", "selectAllComponents", "$selectComponent", "$selectComponents", "hasMixin"] as const),
] as const;

/** An observer that sets what it observes would never come to an end. */
const TOLD_MOST = 10;

/** What the engine knows of a page or a component: what both have. Its methods and life cycles come from the program. */
export abstract class Instance {
  data: Data = {};
  props: Data = {};
  /** What the program has as `this`. */
  readonly self: Self;
  context!: Context;
  /** Set once it can be drawn anew; until then data only changes. */
  protected waiting: Waiting | undefined;
  /** Data as it was when it was drawn last. */
  protected drawn: Data | undefined;
  protected isDeriving = false;
  protected isUpdating = false;
  private observed: Data = {};
  /** How often observers are being told within one another. */
  private told = 0;

  constructor(
    protected readonly definition: Merged,
    readonly is: string,
  ) {
    this.self = selfOf(this, this.offers());
    Object.assign(this.self, definition.rest, bound(definition.methods, this.self));
    for (const [name, all] of definition.life) {
      const value = chained(all);
      Object.defineProperty(this.self, name, { value, configurable: true, enumerable: true, writable: true });
    }
    for (const data of definition.data) {
      // Only the top is copied: what is deeper is shared by all visits of a page and, as mini-ali-ui's filter and its
      // items want, by all components that mix it in.
      Object.assign(this.data, typeof data === "function" ? data.call(this.self) : data);
    }
    // What it begins with is no change: observers hear of what its user gave otherwise.
    this.observed = { ...definition.props, ...this.data };
    knowData(this);
  }

  abstract get root(): ShadowRoot | undefined;

  /** What the program finds on its `this`, by name. */
  protected offers(): Readonly<Record<string, () => unknown>> {
    const methods = Object.fromEntries(
      METHODS.map((name) => {
        const method = this[name].bind(this);
        return [name, () => method];
      }),
    );
    return { is: () => this.is, ...methods };
  }

  createSelectorQuery(): SelectorQuery {
    return new SelectorQuery(() => this.root, this.self);
  }

  createIntersectionObserver(options?: object): object {
    return createIntersectionObserver(() => this.root, options);
  }

  /** A component below, by `#id` or `.class`, as its `ref` shows it. */
  selectComponent(selector: string): unknown {
    return this.selectAllComponents(selector)[0] ?? null;
  }

  selectAllComponents(selector: string): unknown[] {
    return find(this.context, selector).map((one) => one.exported());
  }

  $selectComponent(selector: string): unknown {
    return this.selectComponent(selector);
  }

  $selectComponents(selector: string): unknown[] {
    return this.selectAllComponents(selector);
  }

  setData(given: Data, done?: () => void): void {
    if (typeof given !== "object" || given === null) return;
    this.drawn ??= { ...this.data };
    checkSetData(this, given);
    let isNew = false;
    for (const [path, value] of Object.entries(given)) {
      if (value === undefined && !(path in this.data)) continue;
      write(this.data, path, (old) => {
        isNew ||= this.isNews(old, value);
        // What was changed in place and is set again must not look like what was drawn.
        return old === value ? again(value) : value;
      });
    }
    this.changed(isNew, Object.keys(given), done);
  }

  /**
   * Whether setting this over that asks for a drawing: many components set the same again in every didUpdate, and would
   * never come to rest. The same list set again counts, for it may have been changed in place; not so inside didUpdate.
   */
  private isNews(old: unknown, value: unknown): boolean {
    if (old === value) return typeof value === "object" && value !== null && !this.isUpdating;
    return !isSame(old, value);
  }

  /** `{ list: [start, count, ...items] }` for each list, as Array.splice takes them. */
  $spliceData(given: Record<string, [number, number, ...unknown[]]>, done?: () => void): void {
    this.drawn ??= { ...this.data };
    for (const [path, [start, count, ...items]] of Object.entries(given)) {
      write(this.data, path, (old) =>
        Array.isArray(old) ? (old as unknown[]).toSpliced(start, count, ...items) : items,
      );
    }
    this.changed(true, Object.keys(given), done);
  }

  $batchedUpdates(run: () => void): void {
    batched(run);
  }

  hasMixin(mixin: unknown): boolean {
    return this.definition.mixins.includes(mixin as never);
  }

  /** Calls a life cycle, mixins' first; what it throws is told to the program's own onError. */
  life(name: string, ...given: unknown[]): unknown {
    if (!this.definition.life.has(name)) return undefined;
    try {
      return watched(this, name, () => (this.self[name] as Method).apply(this.self, given));
    } catch (error) {
      this.failed(error, `${this.is} ${name}`);
      return undefined;
    }
  }

  /** Calls a handler by its name. */
  handle(name: string, given: readonly unknown[]): unknown {
    const method = this.self[name];
    if (typeof method !== "function") {
      warnOfHandler(this, name);
      return undefined;
    }
    try {
      return watched(this, name, () => (method as Method).apply(this.self, [...given]));
    } catch (error) {
      this.failed(error, `${this.is} ${name}`);
      return undefined;
    }
  }

  failed(error: unknown, where: string): void {
    const own = this.definition.life.get("onError");
    if (own && !where.endsWith("onError")) this.life("onError", error);
    report(error, where);
  }

  /** Tells observers what differs since they were told last, and what was `set`; what they set is told too, some times over. */
  tellObservers(set: readonly string[] = []): void {
    if (this.definition.observers.length === 0 || this.told >= TOLD_MOST) return;
    this.told++;
    const before = this.observed;
    const now = { ...this.props, ...this.data };
    this.observed = now;
    try {
      observe(this.self, this.definition.observers, before, now, set);
    } finally {
      this.told--;
    }
  }

  private changed(isNew: boolean, set: readonly string[], done?: () => void): void {
    knowData(this);
    this.tellObservers(set);
    if (isNew && this.waiting && !this.isDeriving) schedule(this.waiting);
    if (done) afterDrawing(() => void this.guarded(done));
  }

  private guarded(run: () => void): void {
    try {
      run.call(this.self);
    } catch (error) {
      this.failed(error, `${this.is} setData`);
    }
  }
}

function again(value: unknown): unknown {
  if (Array.isArray(value)) return [...(value as unknown[])];
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
    ? { ...value }
    : value;
}

/** Methods keep their own `this` however a program passes them on. */
function bound(methods: Readonly<Record<string, Method>>, self: unknown): Record<string, Method> {
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, method.bind(self)]));
}

function chained(all: readonly Method[]): Method {
  return function (this: unknown, ...given) {
    let answer: unknown;
    for (const one of all) answer = one.apply(this, given);
    return answer;
  };
}

/** Components below by what their users gave them: `#id` or `.class`. */
function find(from: Context, selector: string): ComponentInstance[] {
  return [...from.children].flatMap((one) => {
    const { id, class: names, className } = one.props;
    const classes = [names, className]
      .filter((given) => typeof given === "string")
      .join(" ")
      .split(/\s+/);
    const isIt = selector.startsWith("#") ? id === selector.slice(1) : classes.includes(selector.replace(/^\./, ""));
    return [...(isIt ? [one] : []), ...find(one.context, selector)];
  });
}
