import type { ToFrame, ToHost } from "@everywhere/mini-sdk";
import { failure, LIMITS } from "@everywhere/mini-spec";
import { Bars, type PageOnStack } from "./bars.ts";
import { asFailure, HostCalls } from "./calls.ts";
import { deviceCalls } from "./device.ts";
import { Dialogs, element } from "./dialogs.ts";
import type { Embedding } from "./embedding.ts";
import type { Patience } from "./network.ts";
import { Sockets } from "./sockets.ts";
import { Webs } from "./webs.ts";
import { ENGLISH, type Words } from "./words.ts";

const MESSAGES_A_SECOND = 400;
/** One each second; a frame that leaves so many without an answer is taken away. */
const UNANSWERED_PINGS = 6;

/** Holds one program: its frame, its bars, its dialogs, its port. Ended and begun anew at any time, whatever the program does. */
export class Host {
  stack: readonly PageOnStack[] = [];
  private port: MessagePort | undefined;
  private frame: HTMLIFrameElement | undefined;
  private readonly layer = element("div", "layer");
  private readonly stage = element("div", "stage");
  readonly dialogs = new Dialogs(this.layer);
  private readonly words: Words;
  private readonly bars: Bars;
  private readonly calls: HostCalls;
  private readonly webs: Webs;
  private readonly sockets: Sockets | undefined;
  /** Calls without an answer yet, by their numbers. */
  private readonly open = new Map<number, AbortController>();
  private second = { number: 0, messages: 0 };
  private watch: ReturnType<typeof setInterval> | undefined;
  private unanswered = 0;

  constructor(
    private readonly into: HTMLElement,
    private readonly given: Embedding,
  ) {
    this.words = given.words ?? ENGLISH;
    this.bars = this.barsOf(given);
    this.webs = this.websOf(given);
    this.sockets = this.socketsOf(given);
    const device = deviceCalls(this.layer, this.dialogs, given.name, this.words);
    const more = { ...device, ...this.sockets?.calls, ...given.more };
    this.calls = new HostCalls(this.dialogs, given.kept, given.name, more, this.words);
    into.replaceChildren(this.bars.title, this.stage, this.bars.tabs, this.layer);
    addEventListener("message", this.ready);
    document.addEventListener("visibilitychange", this.visible);
    addEventListener("online", this.connection);
    addEventListener("offline", this.connection);
    this.begin();
  }

  begin(): void {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.setAttribute("allow", "");
    frame.title = this.given.name;
    frame.src = this.given.frame;
    this.frame = frame;
    this.stage.replaceChildren(frame);
    this.unanswered = 0;
    this.watch = setInterval(() => {
      this.check();
    }, 1000);
  }

  /** Takes the program away, whatever it does. */
  end(): void {
    clearInterval(this.watch);
    this.port?.close();
    this.port = undefined;
    this.frame?.remove();
    this.frame = undefined;
    this.webs.clear();
    for (const one of this.open.values()) one.abort();
    this.open.clear();
    this.sockets?.end();
    this.stack = [];
    this.bars.rest();
    this.dialogs.clear();
    this.heard("ended", {});
  }

  restart(): void {
    this.end();
    this.begin();
  }

  /** Ends it, and leaves the place to others. */
  remove(): void {
    this.end();
    this.webs.remove();
    removeEventListener("message", this.ready);
    document.removeEventListener("visibilitychange", this.visible);
    removeEventListener("online", this.connection);
    removeEventListener("offline", this.connection);
    this.into.replaceChildren();
  }

  tell(ev: string, d: unknown): void {
    this.port?.postMessage({ ev, d } satisfies ToFrame);
  }

  /** The frame says that it is loaded: it gets its port, once. */
  private readonly ready = ({ source, data }: MessageEvent<unknown>): void => {
    if (!this.frame || source !== this.frame.contentWindow) return;
    // It has its port: what comes by another way is counted, and not read.
    if (this.port && this.isFlood()) return;
    if (data !== "mini-ready" || this.port) return;
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = ({ data: message }: MessageEvent<ToHost>) => {
      this.take(message);
    };
    // An opaque origin has no name that could be given here; the window is the one that we made.
    this.frame.contentWindow?.postMessage(
      { boot: { ...this.given.boot, storage: this.given.kept.read().storage } },
      "*",
      [port2],
    );
  };

  private socketsOf({ sockets, app }: Embedding): Sockets | undefined {
    const { connectSocket } = (app["networkTimeout"] ?? {}) as Patience;
    const tell = (event: string, detail: unknown) => {
      this.tell(event, detail);
    };
    return sockets && new Sockets(sockets, tell, connectSocket);
  }

  private barsOf({ app, frame, close, menu }: Embedding): Bars {
    const heard = {
      back: () => {
        this.tell("back", {});
      },
      tab: (path: string) => {
        this.tell("tab", path);
      },
      close: () => {
        if (close) close();
        else this.end();
      },
      menu: () => {
        if (menu) menu();
        else this.tell("optionTap", {});
      },
      title: () => {
        this.tell("titleTap", {});
      },
      titleTwice: () => {
        this.tell("titleTwice", {});
      },
    };
    return new Bars(app, new URL(".", frame).href, heard, this.words);
  }

  private websOf({ frame, name, webOrigins = [] }: Embedding): Webs {
    return new Webs({
      stage: this.stage,
      holder: new URL("/web-view", frame),
      name,
      origins: webOrigins,
      words: this.words,
      tell: (told) => {
        this.tell("web", told);
      },
      heard: (event, detail) => {
        this.heard(event, detail);
      },
    });
  }

  /** Lets the person change what they allowed this program. */
  changeGrants(): Promise<void> {
    return this.calls.changeGrants();
  }

  /** Lets the program say as what its page is shared; `showSharePanel` follows. */
  share(): void {
    this.tell("share", {});
  }

  private readonly connection = (): void => {
    this.tell("onNetworkStatusChange", network());
  };

  private readonly visible = (): void => {
    this.tell("shown", document.visibilityState === "visible");
  };

  private take(message: ToHost): void {
    this.unanswered = 0;
    if (this.isFlood()) return;
    if (typeof message !== "object" || message === null) return;
    if ("i" in message && typeof message.i === "number" && typeof message.m === "string")
      void this.answer(message.i, message.m, message.a);
    else if ("x" in message) this.open.get(message.x)?.abort();
    else if ("ev" in message && typeof message.ev === "string") this.happened(message.ev, message.d);
  }

  /** More messages in a second than a person could cause end the program. */
  private isFlood(): boolean {
    const number = Math.floor(performance.now() / 1000);
    if (this.second.number !== number) this.second = { number, messages: 0 };
    if (++this.second.messages <= MESSAGES_A_SECOND) return false;
    if (this.frame) {
      this.heard("flood", { messages: this.second.messages });
      this.end();
      this.offerRestart(this.words.flood);
    }
    return true;
  }

  private async answer(i: number, method: string, given: unknown): Promise<void> {
    const { port } = this;
    const stop = new AbortController();
    this.heard("call", { method, options: given });
    try {
      if (this.open.size >= LIMITS.waiting_calls) throw failure("too_many_calls");
      this.open.set(i, stop);
      const moved = (p: unknown) => port?.postMessage({ i, p } satisfies ToFrame);
      const r = await this.calls.run(method, given, stop.signal, moved);
      port?.postMessage({ i, ok: true, r } satisfies ToFrame);
    } catch (why) {
      const e = asFailure(why);
      this.heard("refused", { method, ...e });
      port?.postMessage({ i, ok: false, e } satisfies ToFrame);
    } finally {
      if (this.open.get(i) === stop) this.open.delete(i);
    }
  }

  private happened(event: string, detail: unknown): void {
    const given = (typeof detail === "object" && detail !== null ? detail : {}) as Record<string, unknown>;
    if (event === "storage")
      this.given.kept.store(String(given["key"]), typeof given["value"] === "string" ? given["value"] : null);
    else if (event === "stack" && Array.isArray(detail)) {
      this.stack = detail as PageOnStack[];
      this.bars.show(this.stack);
    } else if (event === "navigationBar") this.bars.set(given);
    else if (event === "package") this.bars.fetching(given["state"] === "awaited");
    else if (event === "unstarted") {
      this.end();
      this.offerRestart(this.words.unfetched);
    } else if (event === "tabBarBadge") this.bars.badge(given);
    else if (event === "tabBarItem") this.bars.item(given);
    else if (event === "tabBarStyle") this.bars.style(given);
    else if (event === "webs") this.webs.show(given);
    else if (event === "webSaid") this.webs.say(given);
    this.heard(event, detail);
  }

  private check(): void {
    if (!this.port || !this.frame) return;
    this.tell("ping", {});
    if (document.visibilityState !== "visible" || ++this.unanswered <= UNANSWERED_PINGS) return;
    this.heard("frozen", {});
    this.end();
    this.offerRestart(this.words.frozen);
  }

  private offerRestart(content: string): void {
    const buttons = [this.words.close, this.words.restart];
    void this.dialogs.ask({ title: this.given.name, content, buttons }).then(({ index }) => {
      if (index === 1) this.begin();
      else this.given.close?.();
    });
  }

  private heard(event: string, detail: unknown): void {
    this.given.heard?.(event, detail);
  }
}

/** Whether there is a network, as programs are told. */
export function network(): { networkAvailable: boolean; networkType: string; isConnected: boolean } {
  const isConnected = navigator.onLine;
  return { networkAvailable: isConnected, isConnected, networkType: isConnected ? "WIFI" : "NOTREACHABLE" };
}
