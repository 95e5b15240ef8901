import { LIMITS } from "@everywhere/mini-spec";
import { refusal } from "@everywhere/mini-sdk";
import { EventChannel } from "./channel.ts";
import { addressParts, decoded } from "./address.ts";
import { guarded } from "./errors.ts";
import type { Query, Screen } from "./page.ts";
import { flush } from "./schedule.ts";

interface Opens {
  readonly pages: readonly string[];
  readonly tabs: readonly string[];
  /** Undefined where the page can be opened now; else ends when it can. */
  ready(path: string): Promise<void> | undefined;
  open(path: string, query: Query): Screen;
  notFound(path: string, query: Query): void;
  /** After every change of the stack. */
  moved(stack: readonly Screen[]): void;
}

type Target = {
  readonly url?: unknown;
  readonly delta?: unknown;
  /** What the opened page may emit, and who hears it. */
  readonly events?: Readonly<Record<string, unknown>>;
};

/** The pages that lie on one another, at most ten. Tab pages are kept when others leave. */
export class Router {
  readonly stack: Screen[] = [];
  private readonly tabs = new Map<string, Screen>();

  constructor(
    private readonly into: HTMLElement,
    private readonly opens: Opens,
  ) {}

  get top(): Screen | undefined {
    return this.stack.at(-1);
  }

  /** A promise where the page must be fetched first; so are those of the calls below. */
  start(path: string, query: Query): unknown {
    const known = this.opens.pages.includes(path) ? path : this.missing(path, query);
    return this.when(known, () => {
      this.enter(known, query);
    });
  }

  navigateTo({ url, events }: Target): object {
    const { path, query } = this.target(url, false);
    const hasRoom = () => {
      if (this.stack.length >= LIMITS.pages_on_stack) throw refusal("stack_full");
    };
    hasRoom();
    return this.when(path, () => {
      hasRoom();
      const eventChannel = new EventChannel(events);
      this.leave(this.top);
      this.enter(path, query, eventChannel);
      return { eventChannel };
    });
  }

  redirectTo({ url }: Target): object {
    const { path, query } = this.target(url, false);
    return this.when(path, () => {
      this.close(this.stack.pop());
      this.enter(path, query);
      return {};
    });
  }

  reLaunch({ url }: Target): object {
    const { path, query } = this.target(url, undefined);
    return this.when(path, () => {
      for (const one of this.stack.splice(0).reverse()) this.close(one);
      for (const one of this.tabs.values()) if (one.path !== path) this.close(one);
      this.enter(path, query);
      return {};
    });
  }

  switchTab({ url }: Target): object {
    const { path, query } = this.target(url, true);
    if (this.top?.path === path) return {};
    return this.when(path, () => {
      for (const one of this.stack.splice(0).reverse()) {
        if (this.tabs.has(one.path)) this.leave(one);
        else this.close(one);
      }
      this.enter(path, query);
      return {};
    });
  }

  navigateBack({ delta }: Target = {}): object {
    const times = Math.min(Math.max(1, Number(delta ?? 1) || 1), this.stack.length - 1);
    for (let at = 0; at < times; at++) this.close(this.stack.pop());
    if (times > 0) this.show(this.top);
    return {};
  }

  /** The program goes to the background, or comes back. */
  foreground(isShown: boolean): void {
    this.top?.instance.life(isShown ? "onShow" : "onHide");
  }

  /** Whether the host's menu shares the page that is seen. */
  letShare(canShare: boolean): object {
    if (this.top) this.top.canShare = canShare;
    this.opens.moved(this.stack);
    return {};
  }

  private when<T>(path: string, go: () => T): T | Promise<T> {
    const ready = this.opens.ready(path);
    return ready === undefined ? go() : ready.then(go);
  }

  private enter(path: string, query: Query, channel?: EventChannel): void {
    const kept = this.tabs.get(path);
    const screen = kept ?? this.opens.open(path, query);
    if (channel) screen.instance.opener = channel;
    if (this.opens.tabs.includes(path)) this.tabs.set(path, screen);
    this.stack.push(screen);
    if (kept) {
      this.show(kept);
      return;
    }
    this.into.append(screen.element);
    guarded(path, () => {
      screen.mountTabBar();
    });
    screen.instance.life("onLoad", query);
    screen.instance.life("onShow");
    guarded(path, () => {
      screen.mount();
    });
    flush();
    screen.instance.life("onReady");
    this.opens.moved(this.stack);
  }

  private show(screen: Screen | undefined): void {
    screen?.show(true);
    screen?.instance.life("onShow");
    this.opens.moved(this.stack);
  }

  private leave(screen: Screen | undefined): void {
    screen?.instance.life("onHide");
    screen?.show(false);
  }

  private close(screen: Screen | undefined): void {
    if (!screen) return;
    this.tabs.delete(screen.path);
    screen.instance.life("onUnload");
    screen.unmount();
  }

  /** Reads an address: from the root with `/`, else from the page that asks. */
  private target(url: unknown, isTab: boolean | undefined): { path: string; query: Query } {
    if (typeof url !== "string" || url === "") throw refusal("bad_options", "url");
    const { path: asked, query } = addressParts(url);
    const read = (from: string) => decoded(new URL(asked, `http://program${from}`).pathname);
    const near = read(this.top?.path ?? "/");
    // Many programs leave the first slash out: pages/a/b is one from the root when there is such a page.
    const path = [near, read("/")].find((one) => this.opens.pages.includes(one)) ?? this.missing(near, query);
    if (isTab !== undefined && isTab !== this.opens.tabs.includes(path)) throw refusal("not_a_tab", path);
    return { path, query };
  }

  private missing(path: string, query: Query): never {
    this.opens.notFound(path, query);
    throw refusal("page_not_found", path);
  }
}
