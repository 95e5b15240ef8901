import { failure, TRADE_RESULTS } from "@everywhere/mini-spec";

export type ResultCode = keyof typeof TRADE_RESULTS;

/** What the platform tells the shop's server, beside what the program is told. */
export interface Notify {
  /** Where: the `notify_url` of the trade. */
  readonly to: string;
  /** What, as a form: `trade_status`, `out_trade_no`, and whatever else the server reads. */
  readonly form: Readonly<Record<string, string>>;
  /** 2 for one that comes twice. */
  readonly times?: number;
  /** Before the program hears of its payment, after it, or only when `notifyNow` is called. */
  readonly when?: "before" | "after" | "late";
}

interface Outcome {
  readonly resultCode: ResultCode;
  readonly notify: Notify | undefined;
}

/** The ends of the payments to come, in order, and what the shop's server is told of each. */
export class Payments {
  /** What the program wanted to have paid. */
  readonly asked: Readonly<Record<string, unknown>>[] = [];
  private readonly outcomes: Outcome[] = [];
  private readonly late: Notify[] = [];

  get isOrdered(): boolean {
    return this.outcomes.length > 0;
  }

  order(resultCode: ResultCode, notify?: Notify): void {
    if (!Object.hasOwn(TRADE_RESULTS, resultCode))
      throw new Error(
        `${String(resultCode)} is no result of a payment; there are ${Object.keys(TRADE_RESULTS).join(", ")}.`,
      );
    this.outcomes.push({ resultCode, notify });
  }

  async carry(options: Readonly<Record<string, unknown>>): Promise<object> {
    this.asked.push(options);
    if (typeof options["tradeNO"] !== "string" && typeof options["orderStr"] !== "string")
      throw failure("bad_options", "tradeNO or orderStr");
    const outcome = this.outcomes.shift();
    if (!outcome) throw failure("not_permitted", "No end of a payment was ordered in this test.");
    const { notify } = outcome;
    if (notify?.when === "late") this.late.push(notify);
    else if (notify?.when === "before") await tell(notify);
    else if (notify) setImmediate(() => void tell(notify).catch(() => undefined));
    return { resultCode: outcome.resultCode, memo: "", result: "" };
  }

  /** Sends what was to come late. Resolves with what the server answered to each, in order. */
  async notifyNow(): Promise<string[]> {
    const said: string[] = [];
    for (const notify of this.late.splice(0)) said.push(...(await tell(notify)));
    return said;
  }
}

async function tell({ to, form, times = 1 }: Notify): Promise<string[]> {
  const said: string[] = [];
  for (let time = 0; time < times; time++) {
    const response = await fetch(to, { method: "POST", body: new URLSearchParams(form) });
    said.push(await response.text());
  }
  return said;
}
