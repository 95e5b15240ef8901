import { asFailure, type Bridge, type FromWeb, type WebsShown } from "@everywhere/mini-sdk";
import { MiniElement } from "./element.ts";
import { tellOnly } from "./events.ts";
import { allOf } from "./query.ts";
import type { Router } from "./router.ts";

/** What the host tells of a web page: an event of its element, or what the page itself sent. */
type Told = { readonly key: number } & (
  { readonly event: "load" | "error"; readonly detail: Readonly<Record<string, unknown>> } | { readonly from: FromWeb }
);

let shown: (element: MiniElement, src: string | undefined) => void = () => undefined;

/** A `web-view` stands in a page, with this address; without one it is gone. */
export function showWeb(element: MiniElement, src: string | undefined): void {
  shown(element, src);
}

/** The web pages of a program: the host draws them over the pages that they stand in, one for each. */
export class Webs {
  private readonly all = new Map<MiniElement, WebsShown["all"][number]>();
  private keys = 0;

  constructor(
    private readonly router: Router,
    private readonly bridge: Bridge,
  ) {
    shown = (element, src) => {
      if (src === undefined) this.all.delete(element);
      else this.all.set(element, { key: this.all.get(element)?.key ?? ++this.keys, src });
      this.tell();
    };
    bridge.on("web", (told) => {
      this.hear(told as Told);
    });
  }

  /** Tells the host which there are, and which is seen. */
  tell(): void {
    if (this.keys > 0) this.bridge.tell("webs", { seen: this.seen ?? null, all: [...this.all.values()] });
  }

  /** `my.createWebViewContext(id)`, of the page that asks. */
  context(id: string): Record<string, unknown> {
    const page = this.router.top?.instance;
    return {
      postMessage: (say: unknown) => {
        const [found] = allOf(page?.root ?? document, `#${CSS.escape(id)}`);
        const web = found instanceof MiniElement ? this.all.get(found) : undefined;
        if (web) this.bridge.tell("webSaid", { key: web.key, web: { say } });
      },
    };
  }

  private get seen(): number | undefined {
    const root = this.router.top?.instance.root;
    return [...this.all].find(([element]) => element.getRootNode() === root)?.[1].key;
  }

  private hear({ key, ...told }: Told): void {
    const element = [...this.all].find(([, web]) => web.key === key)?.[0];
    if (!element) return;
    if ("event" in told) tellOnly(element, told.event, told.detail);
    else if ("from" in told) void this.from(element, key, told.from);
  }

  private async from(element: MiniElement, key: number, from: FromWeb): Promise<void> {
    if ("say" in from) {
      tellOnly(element, "message", from.say as Readonly<Record<string, unknown>>);
      return;
    }
    let failed: unknown;
    try {
      await this.router[from.call]((from.options ?? {}) as object);
    } catch (why) {
      failed = asFailure(why);
    }
    this.bridge.tell("webSaid", { key, web: { i: from.i, failed } });
  }
}
