import { infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Line = Shape<"StatementLine">;
export type Which = "all" | "in" | "out" | "held";

export const walletQuery = queryOptions({ queryKey: ["wallet"], queryFn: () => got(http.GET("/api/wallet")) });

/** What moved the balance in a currency: all, or a part of it. */
export const statementQuery = (currency: string, which: Which) =>
  infiniteQueryOptions({
    queryKey: ["wallet", "transfers", currency, which],
    queryFn: ({ pageParam }) => {
      const query = { currency, which: which === "all" ? null : which, limit: 30, cursor: pageParam };
      return got(http.GET("/api/wallet/transfers", { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** What I can spend in a currency, in its minor unit; undefined while it is not known. */
export function useAvailable(currency: string): number | undefined {
  const { data } = useQuery(walletQuery);
  return data && (data.balances.find((each) => each.currency === currency)?.available.minor ?? 0);
}

/** What moves a person's balance; a test of the server's holds this list to what its code posts. */
export const PURPOSES = [
  "hold",
  "release",
  "refund",
  "tip",
  "deposit",
  "deposit_back",
  "deposit_taken",
  "payment",
  "top_up",
  "top_up_refund",
  "withdrawal",
  "withdrawal_reversal",
  "chargeback",
  "chargeback_return",
  "trade",
  "trade_refund",
  "takings",
  "remit",
  "reservation",
  "trade_settle",
  "return",
] as const;
export type Purpose = (typeof PURPOSES)[number] | "other";

/** What a line is for, as far as we have a word for it. */
export function purposeOf({ purpose }: Pick<Line, "purpose">): Purpose {
  return PURPOSES.find((known) => known === purpose) ?? "other";
}

const ROUND_MINOR = 1000;

/** What to put in when `missingMinor` are missing: that, rounded up to something one would type. */
export function suggestedMinor(missingMinor: number): number {
  return Math.max(ROUND_MINOR, Math.ceil(missingMinor / ROUND_MINOR) * ROUND_MINOR);
}

const OF_DEALS: ReadonlySet<string> = new Set([
  "hold",
  "release",
  "refund",
  "tip",
  "deposit",
  "deposit_back",
  "deposit_taken",
]);

/** Where a line leads: to the payment to a shop, to the deal; nowhere where it belongs to neither. */
export function pathOf({ purpose, direction, ref }: Pick<Line, "purpose" | "direction" | "ref">): string | undefined {
  if (ref === null) return undefined;
  if (OF_DEALS.has(purpose)) return `/deals/${ref}`;
  return purpose === "trade" && direction === "out" ? `/pay/receipts/${ref}` : undefined;
}
