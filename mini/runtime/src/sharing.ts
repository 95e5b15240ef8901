import { type Bridge, refusal } from "@everywhere/mini-sdk";
import { report } from "./errors.ts";
import type { Router } from "./router.ts";

type From = "button" | "menu" | "code";
type Told = Readonly<Record<string, unknown>>;
type App = Readonly<Record<string, unknown>>;

/** How long a program may take to say what is shared; then the page itself is. */
const SAYS_WITHIN_MS = 3000;
const NAMES = ["title", "desc", "path", "content", "imageUrl", "bgImgUrl"] as const;

/** Sharing a page: the program says as what, the host shows to whom. */
export class Sharing {
  constructor(
    private readonly router: Router,
    private readonly bridge: Bridge,
    private readonly app: () => App,
  ) {}

  /** Resolves once it was shared; `target` is the button that was tapped. */
  async share(from: From, target?: Told): Promise<object> {
    const said = await this.said(from, target);
    const told = said
      ? Object.fromEntries(NAMES.flatMap((name) => (name in said ? [[name, String(said[name])]] : [])))
      : {};
    const heard = (name: "success" | "fail", result: unknown) => {
      const own = said?.[name];
      if (typeof own === "function") own.call(said, result);
    };
    try {
      const result = await this.bridge.call("showSharePanel", { ...told, from });
      heard("success", { shareResult: true });
      return result as object;
    } catch (why) {
      heard("fail", { shareResult: false });
      throw why;
    }
  }

  /** What the page, or else the app, wants shared; nothing where neither says anything, or not in time. */
  private async said(from: From, target: Told | undefined): Promise<Told | undefined> {
    const page = this.router.top?.instance.self;
    const self = [page, this.app()].find((one) => typeof one?.["onShareAppMessage"] === "function");
    const ask = self?.["onShareAppMessage"];
    if (typeof ask !== "function") return undefined;
    const late = new Promise<undefined>((done) => setTimeout(done, SAYS_WITHIN_MS));
    let said: unknown;
    try {
      said = await Promise.race([ask.call(self, { from, target }) ?? null, late]);
    } catch (error) {
      report(error, "onShareAppMessage");
      return undefined;
    }
    if (said === undefined) return undefined;
    if (typeof said !== "object" || said === null)
      throw refusal("bad_options", "onShareAppMessage returned no object.");
    return said as Told;
  }
}
