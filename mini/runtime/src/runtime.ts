import { type Boot, type Bridge, createMy, type My } from "@everywhere/mini-sdk";
import { useProgram } from "./component.ts";
import { type Definition, merged, type Merged } from "./definition.ts";
import { Draw } from "./draw.ts";
import { animate } from "./animation.ts";
import { watchAppearing } from "./appearing.ts";
import { defineElements, onElements } from "./element.ts";
import { guarded, onProgramError, report } from "./errors.ts";
import { tellChanges } from "./events.ts";
import { insideCalls } from "./inside.ts";
import { hearOpenTypes } from "./open-types.ts";
import { componentsIn, sayable } from "./looking.ts";
import { type Query, Screen } from "./page.ts";
import { Packages } from "./packages.ts";
import { Registry } from "./registry.ts";
import { Router } from "./router.ts";
import { Sharing } from "./sharing.ts";
import { pathOf, tabsOf, tapped } from "./tabs.ts";
import { checkDrawn, strict } from "./strict.ts";
import { Webs } from "./webs.ts";

export interface UnitOfProgram {
  readonly using: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly styles: readonly string[];
  /** Marks what it draws, where its styles are its own. */
  readonly scope?: string;
}

export interface ProgramManifest {
  readonly app: Readonly<Record<string, unknown>>;
  readonly pages: readonly string[];
  /** The folders of its subpackages. */
  readonly packages?: readonly string[];
  /** Pages that show components of other subpackages → these. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  /** Those of the main package, and of each subpackage once it is fetched. */
  readonly units: Readonly<Record<string, UnitOfProgram>>;
  readonly missingCalls?: readonly string[];
}

export interface Program {
  readonly manifest: ProgramManifest;
  readonly definitions: Map<string, Definition>;
}

type App = Record<string, unknown>;

/** What listeners by `my.on…` hear of the app's life. */
const TOLD_OF_APP: Readonly<Record<string, string>> = {
  onShow: "onAppShow",
  onHide: "onAppHide",
  onPageNotFound: "onPageNotFound",
};

/** Runs one compiled program in this frame: defines its globals, opens its first page, hears the host. */
export class Runtime {
  readonly registry = new Registry();
  private app: App = {};
  private router: Router | undefined;
  private bridge: Bridge | undefined;
  private webs: Webs | undefined;
  private readonly draw = new Draw(this.registry);
  private readonly merged = new Map<string, Merged>();

  constructor(private readonly into: HTMLElement) {
    defineElements();
    onElements(tellChanges, (element, given) => void animate(element, given), watchAppearing);
    this.registry.install(globalThis as never);
  }

  start(manifest: ProgramManifest, boot: Boot, bridge: Bridge): void {
    const program: Program = { manifest, definitions: new Map() };
    useProgram(this.registry, program, this.draw);
    this.bridge = bridge;
    this.hearErrors(bridge);
    strict(
      boot.strict
        ? {
            warn: (warning) => {
              bridge.tell("strict", warning);
            },
            trace: (sets) => {
              bridge.tell("setData", sets);
            },
          }
        : undefined,
    );
    const router = this.routerOf(program, bridge, this.packagesOf(manifest, boot, bridge));
    this.router = router;
    const webs = new Webs(router, bridge);
    this.webs = webs;
    const sharing = new Sharing(router, bridge, () => this.app);
    hearOpenTypes(this.into, bridge, sharing);
    const behavior = (manifest.app["behavior"] ?? {}) as Readonly<Record<string, unknown>>;
    const my = createMy(boot, bridge, insideCalls(router, bridge, sharing, webs), manifest.missingCalls, behavior);
    this.globals(program, my);
    this.registry.showFonts();
    const launch = { ...boot.launch };
    guarded("/app", () => {
      this.registry.runScript("/app");
    });
    this.appLife("onLaunch", launch);
    this.appLife("onShow", launch);
    const first = launch.path === "" ? (manifest.pages[0] ?? "/") : `/${launch.path.replace(/^\//, "")}`;
    const begun = guarded("/app", () => router.start(first, launch.query));
    this.hear(manifest, bridge, router, sharing);
    const started = () => {
      bridge.tell("started", {});
    };
    if (begun instanceof Promise)
      begun.then(started, (why: unknown) => {
        report(why, first);
        bridge.tell("unstarted", {});
      });
    else started();
  }

  /** What the host may look at: the stack with each page's data. */
  stack(): object[] {
    return (this.router?.stack ?? []).map(({ path, query, instance }) => ({
      path,
      query,
      data: instance.data,
      components: componentsIn(instance.context),
    }));
  }

  /** App, Page, Component and the others are plain globals of the frame: generated code replaces some of them. */
  private globals(program: Program, my: My): void {
    const define = (definition: Definition) => {
      program.definitions.set(this.registry.current, definition);
    };
    Object.assign(globalThis, {
      my,
      App: (app: App) => {
        this.app = app;
      },
      Page: define,
      Component: define,
      Mixin: (mixin: Definition) => mixin,
      Behavior: (mixin: Definition) => mixin,
      getApp: () => this.app,
      getCurrentPages: () => (this.router?.stack ?? []).map((one) => one.instance.self),
      requirePlugin: () => ({}),
    });
    // The frame has no network of its own; this would be the one way round its policy.
    for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"])
      Reflect.deleteProperty(globalThis, name);
  }

  private packagesOf(manifest: ProgramManifest, boot: Boot, bridge: Bridge): Packages {
    let { networkType } = boot.network;
    bridge.on("onNetworkStatusChange", (now) => {
      ({ networkType } = now as Boot["network"]);
    });
    return new Packages(manifest, this.registry, bridge, () => networkType);
  }

  private routerOf(program: Program, bridge: Bridge, packages: Packages): Router {
    const { manifest } = program;
    const tabs = tabsOf(manifest.app).map(pathOf);
    return new Router(this.into, {
      pages: manifest.pages,
      tabs,
      ready: (path) => packages.ready(path),
      open: (path, query) => this.screen(program, path, query),
      notFound: (path, query) => this.appLife("onPageNotFound", { path: path.slice(1), query }),
      moved: (stack) => {
        const top = stack.at(-1);
        if (top) checkDrawn(top.page, top.path);
        if (top) packages.preload(top.path);
        bridge.tell(
          "stack",
          stack.map(({ path, query, canShare }) => ({
            path,
            query,
            canShare,
            config: manifest.units[path]?.config ?? {},
            isTab: tabs.includes(path),
          })),
        );
        this.webs?.tell();
      },
    });
  }

  private screen(program: Program, path: string, query: Query): Screen {
    guarded(path, () => {
      this.registry.runScript(path);
    });
    const definition = this.merged.get(path) ?? merged(program.definitions.get(path) ?? {});
    this.merged.set(path, definition);
    return new Screen(path, query, program, this.registry, this.draw, definition);
  }

  private hearErrors(bridge: Bridge): void {
    onProgramError((error, where) => {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      bridge.tell("error", { message, stack, where });
      const own = this.app["onError"];
      if (typeof own === "function") own.call(this.app, message, stack);
      bridge.hear("onError", message);
    });
    globalThis.addEventListener("error", (event) => {
      report(event.error ?? event.message, "script");
    });
    globalThis.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
      bridge.tell("blocked", { effectiveDirective, blockedURI });
    });
    globalThis.addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      bridge.hear("onUnhandledRejection", { reason: event.reason as unknown, promise: event.promise });
      const own = this.app["onUnhandledRejection"];
      if (typeof own === "function") own.call(this.app, { reason: event.reason as unknown, promise: event.promise });
      else
        bridge.tell("rejection", {
          message: String((event.reason as { errorMessage?: unknown } | null)?.errorMessage ?? event.reason),
          stack: event.reason instanceof Error ? event.reason.stack : undefined,
        });
    });
  }

  private hear({ app }: ProgramManifest, bridge: Bridge, router: Router, sharing: Sharing): void {
    bridge.on("share", () => {
      sharing.share("menu").catch(() => undefined);
    });
    bridge.on("back", (by) => {
      router.top?.instance.life("onBack");
      guarded("back", () => router.navigateBack(by as { delta?: unknown }));
    });
    bridge.on("open", (url) => {
      guarded("open", () => settled(router.navigateTo({ url }), "open"));
    });
    bridge.on("tab", (path) => {
      guarded("tab", () => settled(tapped(router, tabsOf(app), String(path)), "tab"));
    });
    bridge.on("shown", (isShown) => {
      router.foreground(isShown === true);
      this.appLife(isShown === true ? "onShow" : "onHide", {});
    });
    globalThis.addEventListener("resize", () => {
      const size = { windowWidth: innerWidth, windowHeight: innerHeight };
      router.top?.instance.life("onResize", { size });
    });
    bridge.on("ping", () => {
      bridge.tell("pong", {});
    });
    bridge.on("titleTap", () => router.top?.instance.life("onTitleClick"));
    bridge.on("titleTwice", () => router.top?.instance.root?.dispatchEvent(new Event("mini-top")));
    bridge.on("optionTap", () => router.top?.instance.life("onOptionMenuClick"));
    bridge.on("look", (id) => {
      bridge.tell("looked", { id, stack: sayable(this.stack()) });
    });
  }

  private appLife(name: string, ...given: unknown[]): void {
    const own = this.app[name];
    if (typeof own === "function") guarded(`App ${name}`, () => void own.apply(this.app, given));
    const told = TOLD_OF_APP[name];
    if (told !== undefined) this.bridge?.hear(told, given[0]);
  }
}

/** Reports why something failed that nobody in the program waits for. */
function settled(going: unknown, where: string): void {
  if (going instanceof Promise)
    going.catch((why: unknown) => {
      report(why, where);
    });
}
