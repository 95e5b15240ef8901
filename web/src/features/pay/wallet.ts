import { infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Line = Shape<"LineView">;
export type Which = "all" | "in" | "out" | "held";

export const walletQuery = queryOptions({ queryKey: ["wallet"], queryFn: () => got(http.GET("/api/wallet")) });

export const statementQuery = (currency: string) =>
  infiniteQueryOptions({
    queryKey: ["wallet", "transfers", currency],
    queryFn: ({ pageParam }) =>
      got(http.GET("/api/wallet/transfers", { params: { query: { currency, limit: 30, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** What I can spend in a currency, in its minor unit; undefined while it is not known. */
export function useAvailable(currency: string): number | undefined {
  const { data } = useQuery(walletQuery);
  return data && (data.balances.find((each) => each.currency === currency)?.available.minor ?? 0);
}

/** Whether a line of the statement is one of those that were asked for. */
export function isOf(which: Which, line: Pick<Line, "direction" | "counterparty">): boolean {
  if (which === "all") return true;
  return which === "held" ? line.counterparty.kind === "deal" : line.direction === which;
}

const KNOWN = ["hold", "release", "refund", "tip", "payment", "top_up"] as const;
export type Purpose = (typeof KNOWN)[number] | "other";

/** What a line is for, as far as we have a word for it. */
export function purposeOf({ purpose }: Pick<Line, "purpose">): Purpose {
  return KNOWN.find((known) => known === purpose) ?? "other";
}

const ROUND_MINOR = 1000;

/** What to put in when `missingMinor` are missing: that, rounded up to something one would type. */
export function suggestedMinor(missingMinor: number): number {
  return Math.max(ROUND_MINOR, Math.ceil(missingMinor / ROUND_MINOR) * ROUND_MINOR);
}
