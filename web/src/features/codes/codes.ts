import { queryOptions } from "@tanstack/react-query";
import { got, http } from "@/api";

const SOONEST_MS = 1_000;

/** My payment code; read anew when it renews. */
export const myCodeQuery = queryOptions({
  queryKey: ["codes", "mine"],
  queryFn: () => got(http.GET("/api/me/pay/code")),
  staleTime: 0,
  gcTime: 0,
  refetchInterval: ({ state }) =>
    state.data ? Math.max(SOONEST_MS, new Date(state.data.renews_at).getTime() - Date.now()) : false,
});

/** My code to be paid by. */
export const receiveCodeQuery = queryOptions({
  queryKey: ["codes", "receive"],
  queryFn: () => got(http.GET("/api/me/pay/receive-code")),
  staleTime: Infinity,
});

/** Whom a receive code pays. */
export const receiverQuery = (code: string) =>
  queryOptions({
    queryKey: ["codes", "receiver", code],
    queryFn: () => got(http.GET("/api/pay/receive-codes/{code}", { params: { path: { code } } })),
  });

/** What was scanned: a bill or a person to pay or a program to open, on a page of ours; a payer's own code; or nothing that is ours. */
export type Meaning = { kind: "page"; path: string } | { kind: "payer" } | { kind: "unknown" };

const OURS = /^\/(q|r)\/[a-z0-9]{8,40}$/;
const PROGRAM = /^\/a\/[0-9]{1,32}(\/[^?#]*)?$/;
const PAYER = /^28\d{16}$/;

/** What a scanned text means. Whatever host it names: the page is opened here, and only a code of ours stands for anything. */
export function meaningOf(text: string): Meaning {
  const said = text.trim();
  if (PAYER.test(said)) return { kind: "payer" };
  const url = URL.parse(said);
  if (url === null || !/^https?:$/.test(url.protocol)) return { kind: "unknown" };
  // A number stands for a program here only: one of another installation may be anybody's.
  if (url.origin === location.origin && PROGRAM.test(url.pathname))
    return { kind: "page", path: url.pathname + url.search };
  if (!OURS.test(url.pathname)) return { kind: "unknown" };
  const amount = url.searchParams.get("amount");
  const asks = amount === null ? "" : `?${new URLSearchParams({ amount })}`;
  return { kind: "page", path: `${url.pathname}${url.pathname.startsWith("/r/") ? asks : ""}` };
}

/** The address in my receive code that asks for so much; for any amount where none is said. */
export function asking(url: string, typed: string): string {
  return typed === "" ? url : `${url}?${new URLSearchParams({ amount: typed })}`;
}

/** A code as people read it aloud: in fours. */
export function inFours(code: string): string {
  return code.replace(/(\d{4})(?=\d)/g, "$1 ");
}
