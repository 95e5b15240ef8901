import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Bill = Shape<"BillView">;
export type Paid = Shape<"PaidView">;
export type Receipt = Shape<"pay_trades_http_ReceiptView">;

const LOOKED_AGAIN_MS = 4_000;

/**
 * What a code asks for. Looked at again while it waits: the phone of the same person may pay what this screen shows, its shop may
 * close it, and who is not signed in hears of neither.
 */
export const billQuery = (code: string) =>
  queryOptions({
    queryKey: ["bills", code],
    queryFn: () => got(http.GET("/api/pay/codes/{code}", { params: { path: { code } } })),
    refetchInterval: ({ state }) =>
      state.data?.stage === "waiting" && state.data.amount !== null ? LOOKED_AGAIN_MS : false,
  });

/** Opens the code in my name: its order begins to be a trade. */
export const scanQuery = (code: string, personId: string | undefined) =>
  queryOptions({
    queryKey: ["bills", code, "scan", personId],
    queryFn: () => got(http.POST("/api/me/pay/codes/{code}/scan", { params: { path: { code } } })),
    staleTime: Infinity,
  });

/** Where the browser goes on once it is paid. */
export const returnQuery = (code: string) =>
  queryOptions({
    queryKey: ["bills", code, "return"],
    queryFn: () => got(http.GET("/api/pay/codes/{code}/return", { params: { path: { code } } })),
    staleTime: Infinity,
  });

/** What I paid to merchants, newest first; or what waits for my word. */
export const receiptsQuery = (awaits: boolean) =>
  infiniteQueryOptions({
    queryKey: ["receipts", awaits ? "awaiting" : "mine"],
    queryFn: ({ pageParam }) =>
      got(http.GET("/api/me/pay/receipts", { params: { query: { awaits, limit: 30, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const receiptQuery = (id: string) =>
  queryOptions({
    queryKey: ["receipts", id],
    queryFn: () => got(http.GET("/api/me/pay/receipts/{trade_id}", { params: { path: { trade_id: id } } })),
  });

/** Whether an amount must be confirmed by password or passkey. */
export function mustBeConfirmed(bill: Bill, minor: number): boolean {
  return bill.free_of_check !== null && minor > bill.free_of_check.minor;
}

/** The host of a web address, to say where somebody goes. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "";
}
