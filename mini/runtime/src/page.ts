import { CUSTOM_TAB_BAR } from "@everywhere/mini-spec";
import { Component as Preact, type ComponentChild, createElement, render } from "preact";
import { EventChannel } from "./channel.ts";
import { Context, unitNamed } from "./component.ts";
import type { Merged } from "./definition.ts";
import type { Draw } from "./draw.ts";
import { isOn, type MiniElement } from "./element.ts";
import { guarded } from "./errors.ts";
import { listen } from "./gestures.ts";
import { Instance } from "./instance.ts";
import { createMediaQueryObserver } from "./media-query.ts";
import { hear, tellBelow } from "./page-events.ts";
import { Pull } from "./pull.ts";
import type { Program } from "./runtime.ts";
import type { Registry } from "./registry.ts";
import { sheetsOf } from "./sheets.ts";

export type Query = Readonly<Record<string, string>>;

/** What the engine knows of a page. */
export class PageInstance extends Instance {
  root: ShadowRoot | undefined;
  /** To the page that opened this one; nobody hears it where none did. */
  opener = new EventChannel();

  constructor(
    definition: Merged,
    path: string,
    private readonly query: Query,
  ) {
    super(definition, path);
  }

  protected override offers(): Readonly<Record<string, () => unknown>> {
    const route = () => this.is.slice(1);
    return {
      ...super.offers(),
      route,
      router: route,
      query: () => this.query,
      $page: () => this.self,
      getTabBar: () => this.getTabBar,
      getOpenerEventChannel: () => () => this.opener,
      createMediaQueryObserver: () => createMediaQueryObserver,
    };
  }

  /** The program's own tab bar on this page. */
  readonly getTabBar = (): unknown =>
    [...this.context.children].find((one) => one.is === this.context.componentOf(CUSTOM_TAB_BAR))?.self;

  /** What happens to a page is told to its `events` too, and to the components on it. */
  override life(name: string, ...given: unknown[]): unknown {
    const answer = super.life(name, ...given);
    hear(this, this.definition.events, name, given);
    tellBelow(this.context, name, given);
    return answer;
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
  readonly pull: Pull;
  /** Whether the host's menu offers to share it. */
  canShare = true;

  constructor(
    readonly path: string,
    readonly query: Query,
    private readonly program: Program,
    private readonly registry: Registry,
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
    this.pull = new Pull(root, this.page, (from) => this.instance.life("onPullDownRefresh", { from }));
    if (isOn(this.window["pullRefresh"]) && this.window["pullRefresh"] !== "NO") this.pull.byFinger();
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
  private readonly bar = document.createElement("div");

  mount(): void {
    render(createElement(this.tree, null), this.page);
  }

  /** The program's own tab bar, a component of each tab page; it is there before the page loads. */
  mountTabBar(): void {
    const { context, root } = this.instance;
    const path = context.componentOf(CUSTOM_TAB_BAR);
    if (path === undefined || !root) return;
    this.bar.className = "mp-tab-bar";
    root.append(this.bar);
    const given = { given: {}, refTo: undefined, slots: null, owner: context };
    render(createElement(unitNamed(path, this.registry), given), this.bar);
  }

  unmount(): void {
    this.instance.ended();
    render(null, this.bar);
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
    return Number(this.window["onReachBottomDistance"] ?? 50);
  }

  /** What app.json says of pages, and the page's own file over it. */
  private get window(): Readonly<Record<string, unknown>> {
    const { app, units } = this.program.manifest;
    return { ...(app["window"] as object | undefined), ...units[this.path]?.config };
  }
}
