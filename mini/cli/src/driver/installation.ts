import { failure } from "@everywhere/mini-spec";

/** A real server, an app of it, and the person (by their token) who opens the program and pays in it. */
export interface Installation {
  readonly url: string;
  readonly app: string;
  readonly token: string;
}

type Json = Readonly<Record<string, unknown>>;

interface Refused {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** What ends a payment that the server refuses; whatever else it says is no end at all, but unknown. */
const ENDS: Readonly<Record<string, string>> = {
  insufficient_funds: "4000",
  trade_unknown: "4000",
  order_of_another: "4",
};

/** Signs in to shops and pays as that person would in the app, who always says yes. */
export class Account {
  private opening: string | undefined;

  constructor(private readonly at: Installation) {}

  async authCode(scopes: readonly string[]): Promise<object> {
    const { app } = this.at;
    const { code } = await this.ask("/api/me/authorisations", { app_id: app, kind: "user", scopes });
    return { authCode: code, authSuccessScopes: scopes, authErrorScopes: {} };
  }

  async pay({ tradeNO, orderStr }: Json): Promise<object> {
    const order = orderStr === undefined ? { trade_no: tradeNO } : { order: orderStr };
    try {
      const { code } = await this.ask("/api/mini/orders", order, { "Mini-Opening": await this.opened() });
      await this.ask(`/api/me/pay/codes/${String(code)}/pay`, {});
      return { resultCode: "9000", memo: "", result: "" };
    } catch (why) {
      const { code, detail } = why as Refused;
      return { resultCode: ENDS[code] ?? "6004", memo: `${code}: ${detail}`, result: "" };
    }
  }

  private async opened(): Promise<string> {
    this.opening ??= String((await this.ask(`/api/mini/${this.at.app}/openings`, {}))["token"]);
    return this.opening;
  }

  /** Throws a Refused, which is a Failure too. */
  private async ask(path: string, body: object, more: Readonly<Record<string, string>> = {}): Promise<Json> {
    const response = await fetch(this.at.url.replace(/\/$/, "") + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${this.at.token}`, ...more },
      body: JSON.stringify(body),
    });
    const said = (await response.json()) as Json;
    if (response.ok) return said;
    const { code = "", detail = "" } = said as Partial<Refused>;
    throw Object.assign(new Error(`${path}: ${code}`), failure("unknown", `${code} ${detail}`), { code, detail });
  }
}
