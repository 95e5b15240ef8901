import { ApiError, csrfToken, got, http, type Shape } from "@/api";
import { base64, fileOf, Unreached, type Way, type Why, type Wish } from "@everywhere/mini-host";
import { posted } from "./posted";

export type Opened = Shape<"OpenedView">;
export type Order = Shape<"OrderView">;
type Note = Shape<"NoteDraft">;

/** The server waits as long as the program said, and a moment longer for the answer to travel. */
export const TRAVELS_MS = 5_000;
export const ENDED = "opening_ended";

/** A program that this person has open: what it looks like, and the token by which the server knows it. */
export class Opening {
  private constructor(
    readonly appId: string,
    private opened: Opened,
  ) {}

  static async of(appId: string): Promise<Opening> {
    return new Opening(appId, await open(appId));
  }

  get view(): Opened {
    return this.opened;
  }

  /** Another token, for who signed in meanwhile or has had the program open for long. */
  async renew(): Promise<void> {
    this.opened = { ...this.opened, token: (await open(this.appId)).token };
  }

  /** Does something by the token; with a fresh one where it has ended. */
  async by<Answer>(does: (header: { "Mini-Opening": string }) => Promise<Answer>): Promise<Answer> {
    try {
      return await does(this.header);
    } catch (refused) {
      if (!(refused instanceof ApiError) || refused.code !== ENDED) throw refused;
      await this.renew();
      return does(this.header);
    }
  }

  orderOf(wish: { trade_no?: string; order?: string }): Promise<Order> {
    const body = { trade_no: "", order: "", ...wish };
    return this.by((header) => got(http.POST("/api/mini/orders", { params: { header }, body })));
  }

  phoneNumber(): Promise<Shape<"SealedView">> {
    return this.by((header) => got(http.POST("/api/mini/phone-number", { params: { header } })));
  }

  /** For the program's developer. What cannot be written down now is lost, and disturbs nobody. */
  note(kind: Note["kind"], detail: string): void {
    const body = { kind, detail: detail.slice(0, 1000) };
    this.by((header) => got(http.POST("/api/mini/notes", { params: { header }, body }))).catch(() => undefined);
  }

  /** The server's way out, for `my.request` and its kin. Asked past the app's own manners: how long it takes is the program's affair. */
  readonly way: Way = async ({ url, method, headers, body, timeoutMs, stopped, moved }) => {
    const said = { url, method, headers, body: base64(body), encoding: "base64", timeout_s: timeoutMs / 1000 };
    let response = await this.called(said, timeoutMs, stopped, moved);
    if (response.status === 401) {
      await this.renew();
      response = await this.called(said, timeoutMs, stopped, moved);
    }
    const answer = (await response.json().catch(() => ({}))) as Shape<"AnswerView"> & { code?: string; facts?: object };
    if (!response.ok) throw new Unreached(whyOf(answer.code ?? "", url, answer.facts), answer.code);
    const found = fileOf(`data:;base64,${answer.body}`);
    return { ...answer, body: found?.body ?? new Uint8Array() };
  };

  private get header(): { "Mini-Opening": string } {
    return { "Mini-Opening": this.opened.token };
  }

  private async called(
    said: object,
    timeoutMs: number,
    stopped: AbortSignal,
    moved: Wish["moved"] = {},
  ): Promise<Response> {
    const headers = { ...this.header, "Content-Type": "application/json", "X-CSRF-Token": csrfToken() ?? "" };
    const late = AbortSignal.timeout(timeoutMs + TRAVELS_MS);
    const signal = AbortSignal.any([late, stopped]);
    try {
      return await posted("/api/mini/calls", { headers, body: JSON.stringify(said), signal, moved });
    } catch {
      throw new Unreached(stopped.aborted ? "stopped" : late.aborted ? "timeout" : "network");
    }
  }
}

function open(appId: string): Promise<Opened> {
  return got(http.POST("/api/mini/{app_id}/openings", { params: { path: { app_id: appId } } }));
}

/** What a refusal of the way out means to a program. */
export function whyOf(code: string, url: string, facts: object = {}): Why {
  switch (code) {
    case "domain_not_listed":
      return "unlisted";
    case "address_not_callable":
      return /^https:/i.test(url) ? "unlisted" : "insecure";
    case "too_many_calls":
    case "too_many_sockets":
    case "too_many_requests":
    case "overloaded":
      return "busy";
    case "not_reached":
      return "reason" in facts && facts.reason === "TimeoutError" ? "timeout" : "network";
    default:
      return "network";
  }
}
