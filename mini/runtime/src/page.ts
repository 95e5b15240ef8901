import { Component as Preact, type ComponentChild, createElement, render } from "preact";
import { Context } from "./component.ts";
import type { Merged } from "./definition.ts";
import type { Draw } from "./draw.ts";
import type { MiniElement } from "./element.ts";
import { guarded } from "./errors.ts";
import { listen } from "./gestures.ts";
import { Instance } from "./instance.ts";
import type { Program } from "./runtime.ts";
import type { Registry } from "./registry.ts";
import { sheetsOf } from "./sheets.ts";

export type Query = Readonly<Record<string, string>>;

/** What the engine knows of a page. */
export class PageInstance extends Instance {
  root: ShadowRoot | undefined;

  constructor(
    definition: Merged,
    path: string,
    private readonly query: Query,
  ) {
    super(definition, path);
  }

  protected override offers(): Readonly<Record<string, () => unknown>> {
    const route = () => this.is.slice(1);
    return { ...super.offers(), route, router: route, query: () => this.query, $page: () => this.self };
  }

  mounted(component: Preact): void {
    this.waiting = { component, depth: 0, before: () => undefined };
  }

  ended(): void {
    this.waiting = undefined;
  }
}

/** A page on the screen: its element, its styles, its tree. Hidden pages stay as they are. */
export class Screen {
  readonly element = document.createElement("div");
  readonly page: MiniElement;
  readonly instance: PageInstance;
  /** Whether the host's menu offers to share it. */
  canShare = true;

  constructor(
    readonly path: string,
    readonly query: Query,
    private readonly program: Program,
    registry: Registry,
    draw: Draw,
    definition: Merged,
  ) {
    const root = this.element.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = sheetsOf(program.manifest.units[path]?.styles ?? [], registry);
    this.page = document.createElement("mp-page") as MiniElement;
    root.append(this.page);
    this.instance = new PageInstance(definition, path, query);
    this.instance.root = root;
    this.instance.context = new Context(this.instance, program.manifest.units[path]?.using ?? {}, 0, this.instance);
    listen(root);
    this.listenToScroll();
    const { instance } = this;
    this.tree = class extends Preact {
      override componentDidMount(): void {
        instance.mounted(this);
      }

      override render(): ComponentChild {
        return (
          guarded(path, () =>
            registry.view(`${path}.axml`, draw)?.draw({ ...instance.props, ...instance.data }, instance.context),
          ) ?? null
        );
      }
    };
  }

  private readonly tree: new () => Preact;

  mount(): void {
    render(createElement(this.tree, null), this.page);
  }

  unmount(): void {
    this.instance.ended();
    render(null, this.page);
    this.element.remove();
  }

  show(isShown: boolean): void {
    this.element.hidden = !isShown;
  }

  private listenToScroll(): void {
    let isNear = false;
    this.page.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.page;
      this.instance.life("onPageScroll", { scrollTop, scrollHeight });
      const near = scrollHeight - scrollTop - clientHeight <= this.bottomDistance();
      if (near && !isNear) this.instance.life("onReachBottom");
      isNear = near;
    });
  }

  private bottomDistance(): number {
    const window = {
      ...(this.program.manifest.app["window"] as object | undefined),
      ...this.program.manifest.units[this.path]?.config,
    } as Record<string, unknown>;
    return Number(window["onReachBottomDistance"] ?? 50);
  }
}
