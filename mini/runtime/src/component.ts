import { Component as Preact, type ComponentChild, type ComponentType } from "preact";
import { type Definition, merged, type Merged, propsOf } from "./definition.ts";
import type { Draw, Drawn, Entry } from "./draw.ts";
import { textOf } from "./element.ts";
import { guarded } from "./errors.ts";
import { Instance } from "./instance.ts";
import type { PageInstance } from "./page.ts";
import { createMediaQueryObserver } from "./media-query.ts";
import { hear } from "./page-events.ts";
import { type Data, isSame } from "./paths.ts";
import type { Program, UnitOfProgram } from "./runtime.ts";
import type { Registry } from "./registry.ts";
import { link, unlink } from "./relations.ts";

/** What compiled AXML is drawn for: finds components, methods and slots of its page or component. */
export class Context {
  slots: ReadonlyMap<string, readonly ((told: Data) => Drawn[])[]> = new Map();
  private readonly methods = new Map<string, (...given: unknown[]) => unknown>();

  constructor(
    readonly instance: Instance,
    private readonly using: Readonly<Record<string, string>>,
    readonly depth: number,
    readonly page: PageInstance,
    readonly parent?: Context,
  ) {}

  readonly children = new Set<ComponentInstance>();
  /** Names of `externalClasses`, when the component has some. */
  external: ReadonlySet<string> | undefined;
  scope: string | undefined;

  get root(): ShadowRoot | undefined {
    return this.page.root;
  }

  /** Classes as an element has them: an external one is what the component's user gave under its name. */
  classes(names: string): string {
    const { external } = this;
    if (external === undefined || names === "") return names;
    return names
      .split(/\s+/)
      .map((name) => (external.has(name) ? textOf(this.instance.props[name] ?? "") : name))
      .join(" ");
  }

  componentOf(tag: string): string | undefined {
    return this.using[tag];
  }

  /** A method as a property of a component: the same function at every drawing. */
  method(name: string): ((...given: unknown[]) => unknown) | undefined {
    if (name === "" || typeof this.instance.self[name] !== "function") return undefined;
    const known = this.methods.get(name) ?? ((...given: unknown[]) => this.instance.handle(name, given));
    this.methods.set(name, known);
    return known;
  }

  handle(name: string, given: readonly unknown[]): unknown {
    return this.instance.handle(name, given);
  }

  slot(name: string, told: Data): Drawn[] | undefined {
    return this.slots.get(name === "default" ? "" : name)?.flatMap((content) => content(told));
  }

  setSlots(entries: readonly Entry[] | null): void {
    const slots = new Map<string, ((told: Data) => Drawn[])[]>();
    const add = (entry: Entry) => {
      if (entry === null) return;
      if ("group" in entry) entry.group.forEach(add);
      else {
        const [name, content] = entry;
        const key = name === "default" ? "" : name;
        slots.set(key, [...(slots.get(key) ?? []), content]);
      }
    };
    entries?.forEach(add);
    this.slots = slots;
  }
}

interface Given {
  readonly given: Data;
  readonly refTo: unknown;
  readonly slots: readonly Entry[] | null;
  readonly owner: Context;
}

let nextId = 1;

export class ComponentInstance extends Instance {
  readonly $id = nextId++;
  /** In whose drawing or slot this one stands. */
  composedParent: ComponentInstance | undefined;

  get root(): ShadowRoot | undefined {
    return this.context.page.root;
  }

  protected override offers(): Readonly<Record<string, () => unknown>> {
    const owner = () => this.context.parent?.instance.self;
    const above = () => (this.composedParent ?? this.context.page).self;
    const tied = (path: string) => [...this.linked].filter(([, key]) => key === path).map(([other]) => other.self);
    return {
      ...super.offers(),
      $id: () => this.$id,
      $page: () => this.context.page.self,
      getTabBar: () => this.context.page.getTabBar,
      createMediaQueryObserver: () => createMediaQueryObserver,
      selectOwnerComponent: () => owner,
      selectComposedParentComponent: () => above,
      getRelationNodes: () => tied,
    };
  }

  hearPage(name: string, given: readonly unknown[]): void {
    hear(this, this.definition.events, name, given);
  }

  readonly linked = new Map<ComponentInstance, string>();

  get relations(): Merged["relations"] {
    return this.definition.relations;
  }

  /** What `ref="…"` is told. */
  exported(): unknown {
    return this.definition.ref ? guarded(`${this.is} ref`, () => this.definition.ref?.call(this.self)) : this.self;
  }

  start(context: Context, props: Data): void {
    this.context = context;
    this.props = props;
    this.life("onInit");
    this.life("created");
    this.derive(props);
    this.tellObservers();
    this.drawn = undefined;
  }

  /** What is set in here is part of the drawing that is coming. */
  derive(next: Data): void {
    this.isDeriving = true;
    this.life("deriveDataFromProps", next);
    this.isDeriving = false;
  }

  updated(props: Data, data: Data): void {
    this.isUpdating = true;
    this.life("didUpdate", props, data);
    this.isUpdating = false;
  }

  /** Once it is on the page; from now on setData draws. */
  mounted(component: Preact): void {
    this.waiting = {
      component,
      depth: this.context.depth,
      before: () => {
        this.derive(this.props);
      },
    };
  }

  ended(): void {
    this.waiting = undefined;
  }

  /** The data before the last change, once. */
  takeDrawn(): Data {
    const was = this.drawn ?? this.data;
    this.drawn = undefined;
    return was;
  }
}

const units = new WeakMap<Registry, Map<string, ComponentType<Given>>>();
const programs = new WeakMap<Registry, { program: Program; draw: Draw }>();

export function useProgram(registry: Registry, program: Program, draw: Draw): void {
  programs.set(registry, { program, draw });
}

/** The class that draws a component of the program; one for each, so that two never take each other's place. */
export function unitNamed(path: string, registry: Registry): ComponentType<Given> {
  const all = units.get(registry) ?? new Map<string, ComponentType<Given>>();
  units.set(registry, all);
  const known = all.get(path);
  if (known) return known;
  const { program, draw } = programs.get(registry) ?? missing(path);
  guarded(path, () => {
    registry.runScript(path);
  });
  const definition = merged(program.definitions.get(path) ?? ({} as Definition));
  const made = unitOf(path, definition, program.manifest.units[path], registry, draw);
  all.set(path, made);
  return made;
}

function missing(path: string): never {
  throw new Error(`${path} is drawn before its program began.`);
}

function unitOf(
  path: string,
  definition: Merged,
  unit: UnitOfProgram | undefined,
  registry: Registry,
  draw: Draw,
): ComponentType<Given> {
  const using = unit?.using ?? {};
  const external = definition.externalClasses.length > 0 ? new Set(definition.externalClasses) : undefined;
  return class extends Preact<Given> {
    readonly instance = new ComponentInstance(definition, path);
    private readonly own: Context;
    private before: Data | undefined;
    private given: Data; // last, whatever it wrote into its own properties since
    private hasNews = false;

    constructor(props: Given, round?: { mini?: ComponentInstance }) {
      super(props);
      this.instance.composedParent = round?.mini;
      const { owner } = props;
      this.own = new Context(this.instance, using, owner.depth + 1, owner.page, owner);
      this.own.external = external;
      // What the user's own sheet says of a class that it gave reaches in.
      this.own.scope = scopeOf(unit?.scope, external && owner.scope);
      this.own.setSlots(props.slots);
      this.given = propsOf(definition.props, props.given);
      this.instance.start(this.own, { ...this.given });
    }

    override getChildContext(): object {
      return { mini: this.instance };
    }

    // Here and not in shouldComponentUpdate, which is not asked when the component has changed itself too.
    override componentWillReceiveProps(next: Given): void {
      this.own.setSlots(next.slots);
      const props = propsOf(definition.props, next.given);
      this.hasNews = !isSame(props, this.instance.props) || !isSame(props, this.given);
      if (!this.hasNews) return;
      this.given = { ...props };
      this.before ??= this.instance.props;
      this.instance.derive(props);
      this.instance.props = props;
      this.instance.tellObservers();
    }

    override shouldComponentUpdate(next: Given): boolean {
      return this.hasNews || next.slots !== null || this.props.slots !== null;
    }

    override render(): ComponentChild {
      const { data, props } = this.instance;
      const slots = Object.fromEntries(
        [...this.own.slots.keys()].map((name) => [name === "" ? "default" : name, true]),
      );
      return (
        guarded(path, () =>
          registry
            .view(`${path}.axml`, draw)
            ?.draw({ ...props, ...data, $slots: slots, $id: this.instance.$id }, this.own),
        ) ?? null
      );
    }

    override componentDidMount(): void {
      this.own.parent?.children.add(this.instance);
      this.instance.mounted(this);
      link(this.instance);
      const { refTo, owner } = this.props;
      this.instance.life("attached");
      this.instance.life("didMount");
      this.instance.life("ready");
      if (typeof refTo === "string" && refTo !== "") owner.handle(refTo, [this.instance.exported()]);
      else if (typeof refTo === "function") refTo(this.instance.exported());
    }

    override componentDidUpdate(): void {
      const props = this.before ?? this.instance.props;
      this.before = undefined;
      const data = this.instance.takeDrawn();
      if (props !== this.instance.props || data !== this.instance.data) this.instance.updated(props, data);
    }

    override componentWillUnmount(): void {
      this.instance.ended();
      unlink(this.instance);
      this.instance.life("didUnmount");
      this.instance.life("detached");
      this.own.parent?.children.delete(this.instance);
    }
  };
}

function scopeOf(own: string | undefined, owners: string | undefined): string | undefined {
  return own === undefined || owners === undefined ? own : `${own} ${owners}`;
}
