import { queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Agreement = Shape<"AgreementView">;

/** What a seller asks me to say yes to. */
export const agreementQuery = (code: string) =>
  queryOptions({
    queryKey: ["agreements", code],
    queryFn: () => got(http.GET("/api/me/pay/agreements/codes/{code}", { params: { path: { code } } })),
  });

/** Where the browser goes on once it is signed. */
export const wayBackQuery = (code: string) =>
  queryOptions({
    queryKey: ["agreements", code, "return"],
    queryFn: () => got(http.GET("/api/me/pay/agreements/codes/{code}/return", { params: { path: { code } } })),
  });

/** Who may charge me, or could once. */
export const agreementsQuery = queryOptions({
  queryKey: ["agreements", "mine"],
  queryFn: () => got(http.GET("/api/me/pay/agreements")),
});
