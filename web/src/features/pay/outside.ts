import { queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Provider = Shape<"ProviderView">;
export type Transit = Shape<"TransitView">;

/** Through whom money comes in and goes out here; none in a demo without any. */
export const providersQuery = queryOptions({
  queryKey: ["wallet", "providers"],
  queryFn: () => got(http.GET("/api/wallet/providers")),
});

/** What I put in and took out lately. */
export const transitsQuery = queryOptions({
  queryKey: ["wallet", "transits"],
  queryFn: () => got(http.GET("/api/wallet/transits", { params: { query: { limit: 20 } } })),
});

/** Those that can do this in a currency. */
export function able(
  providers: readonly Provider[] | undefined,
  kind: "charge" | "payout",
  currency: string,
): Provider[] {
  return (providers ?? []).filter(
    (each) => each.kinds.includes(kind) && (each.currencies === null || each.currencies.includes(currency)),
  );
}

/** What is still under way. */
export function underWay(transits: readonly Transit[] | undefined): Transit[] {
  return (transits ?? []).filter(({ stage }) => stage === "intended" || stage === "waiting");
}
