import { queryOptions } from "@tanstack/react-query";
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
