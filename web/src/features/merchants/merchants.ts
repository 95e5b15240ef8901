import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Merchant = Shape<"MerchantView">;

/** Me as a seller; who is none is refused with `not_a_merchant`. */
export const merchantQuery = queryOptions({
  queryKey: ["takings", "mine"],
  queryFn: () => got(http.GET("/api/me/pay/merchant")),
});

/** The codes on my counters. */
export const shopCodesQuery = queryOptions({
  queryKey: ["takings", "codes"],
  queryFn: () => got(http.GET("/api/me/pay/shop-codes")),
});

export type Sold = Shape<"SoldView">;
export type Sale = Shape<"SaleView">;
export const SPANS = ["today", "week", "all"] as const;
export type Span = (typeof SPANS)[number];
export const STATES = ["all", "paid", "refunded", "held"] as const;
export type State = (typeof STATES)[number];

const DAY_MS = 86_400_000;
const DAYS_BEFORE: Record<Span, number | undefined> = { today: 0, week: 6, all: undefined };
// Sweden writes days as the API does.
const inShanghai = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short" });

/** From which day on trades of a span are, as the books count days. */
export function sinceOf(span: Span, now: Date): string | undefined {
  const days = DAYS_BEFORE[span];
  return days === undefined ? undefined : inShanghai.format(now.getTime() - days * DAY_MS);
}

/** What my shop was paid since a day, newest first. */
export const soldQuery = (since: string | undefined, state: State, words: string) =>
  infiniteQueryOptions({
    queryKey: ["takings", "sold", since, state, words],
    queryFn: ({ pageParam }) => {
      const query = { since, which: state === "all" ? undefined : state, words, limit: 30, cursor: pageParam };
      return got(http.GET("/api/me/pay/merchant/trades", { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** One trade that my shop was paid. */
export const saleQuery = (tradeNo: string) =>
  queryOptions({
    queryKey: ["takings", "sold", "one", tradeNo],
    queryFn: () => got(http.GET("/api/me/pay/merchant/trades/{trade_no}", { params: { path: { trade_no: tradeNo } } })),
  });
