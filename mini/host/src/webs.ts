import { type FromHolder, fromWeb, HOLDER_READY, type ToHolder, type ToWeb } from "@everywhere/mini-sdk";
import { failure, LIMITS } from "@everywhere/mini-spec";
import { element } from "./dialogs.ts";
import type { Words } from "./words.ts";

/** More messages in a second than a person could cause take a web page away. */
const MESSAGES_A_SECOND = 100;

interface Around {
  /** Where web pages are drawn: between the bars. */
  readonly stage: HTMLElement;
  /** The page of ours that holds them. */
  readonly holder: URL;
  readonly name: string;
  readonly origins: readonly string[];
  readonly words: Words;
  /** To the program. */
  tell(told: Readonly<Record<string, unknown>>): void;
  heard(event: string, detail: unknown): void;
}

/** The web pages that a program shows, each over the page that it stands in; only that of the seen page is seen. */
export class Webs {
  private readonly open = new Map<number, Web>();

  constructor(private readonly around: Around) {
    addEventListener("message", this.ready);
  }

  /** Draws what the program says that there is; what is not so said is let be. */
  show(said: Readonly<Record<string, unknown>>): void {
    const all = new Map(listed(said["all"]).slice(0, LIMITS.pages_on_stack));
    for (const [key, web] of this.open) {
      if (all.get(key) === web.src) continue;
      web.remove();
      this.open.delete(key);
    }
    const seen = said["seen"];
    const src = typeof seen === "number" ? all.get(seen) : undefined;
    // One that was never seen is not fetched.
    if (typeof seen === "number" && src !== undefined && !this.open.has(seen))
      this.open.set(seen, new Web(seen, src, this.around));
    for (const [key, { box }] of this.open) box.hidden = key !== seen;
  }

  /** Passes on what the program says to one of them. */
  say({ key, web }: Readonly<Record<string, unknown>>): void {
    if (typeof key === "number") this.open.get(key)?.say(web as ToWeb);
  }

  clear(): void {
    for (const one of this.open.values()) one.remove();
    this.open.clear();
  }

  remove(): void {
    this.clear();
    removeEventListener("message", this.ready);
  }

  private readonly ready = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (data !== HOLDER_READY || origin !== this.around.holder.origin) return;
    for (const one of this.open.values()) one.begin(source);
  };
}

class Web {
  readonly box = element("div", "web");
  private readonly frame = document.createElement("iframe");
  private port: MessagePort | undefined;
  private second = { number: 0, messages: 0 };

  constructor(
    private readonly key: number,
    readonly src: string,
    private readonly around: Around,
  ) {
    const { frame } = this;
    // No more than what it holds may; it could lead the app away by none of these.
    frame.setAttribute("sandbox", "allow-scripts allow-forms allow-same-origin allow-popups");
    frame.setAttribute("allow", "");
    frame.referrerPolicy = "no-referrer";
    frame.title = around.name;
    around.stage.append(this.box);
    if (!mayShow(src, around)) {
      this.refuse(src);
      return;
    }
    frame.src = around.holder.href;
    this.box.append(frame);
  }

  /** The holder is loaded: it gets its port, once. */
  begin(source: MessageEventSource | null): void {
    const { contentWindow } = this.frame;
    if (!contentWindow || source !== contentWindow || this.port) return;
    const { holder, origins } = this.around;
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = ({ data }: MessageEvent<FromHolder>) => {
      this.take(data);
    };
    contentWindow.postMessage({ src: this.src, origins } satisfies ToHolder, holder.origin, [port2]);
  }

  say(web: ToWeb): void {
    this.port?.postMessage({ web } satisfies ToHolder);
  }

  remove(): void {
    this.port?.close();
    this.box.remove();
  }

  private take(message: FromHolder): void {
    if ("loaded" in message) this.tell({ event: "load", detail: { url: message.loaded } });
    else if ("refused" in message) this.refuse(message.refused);
    else if (this.isFlood()) {
      this.around.heard("flood", { web: this.src });
      this.end(this.around.words.webFlood);
    } else {
      const from = fromWeb(message.web);
      // A page that nobody sees leads nowhere.
      if (from && ("say" in from || !this.box.hidden)) this.tell({ from });
    }
  }

  private isFlood(): boolean {
    const number = Math.floor(performance.now() / 1000);
    if (this.second.number !== number) this.second = { number, messages: 0 };
    return ++this.second.messages > MESSAGES_A_SECOND;
  }

  private refuse(address: string): void {
    this.around.heard("blocked", { effectiveDirective: "web-view", blockedURI: address });
    this.end(this.around.words.webRefused.replace("{address}", () => address));
    const { error, errorMessage } = failure("domain_not_listed", address);
    this.tell({ event: "error", detail: { url: address, errorCode: error, errorMessage } });
  }

  /** Takes the page away and says why. */
  private end(why: string): void {
    this.port?.close();
    this.port = undefined;
    const said = element("p", "refused", why);
    said.setAttribute("role", "alert");
    this.box.replaceChildren(said);
  }

  private tell(told: object): void {
    this.around.tell({ key: this.key, ...told });
  }
}

/** Whether the list has the address's origin, and it is neither the app's own nor one of a frame's. */
function mayShow(src: string, { origins, holder }: Around): boolean {
  if (!URL.canParse(src)) return false;
  const { protocol, origin, username, password } = new URL(src);
  // A blob: has the origin of who made it.
  if (!/^https?:$/.test(protocol) || username !== "" || password !== "") return false;
  return origins.includes(origin) && origin !== location.origin && origin !== holder.origin;
}

function listed(given: unknown): [number, string][] {
  if (!Array.isArray(given)) return [];
  return (given as unknown[]).flatMap((one): [number, string][] => {
    const { key, src } = (one ?? {}) as Record<string, unknown>;
    return typeof key === "number" && typeof src === "string" ? [[key, src]] : [];
  });
}
