import { queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Dispute = Shape<"DisputeView">;
export type Reason = Dispute["reason"];

export const disputeQuery = (dealId: string) =>
  queryOptions({
    queryKey: ["deals", dealId, "dispute"],
    queryFn: () => got(http.GET("/api/deals/{deal_id}/dispute", { params: { path: { deal_id: dealId } } })),
  });

const SAID_BY_ASKER: readonly Reason[] = [
  "not_done",
  "partly_done",
  "badly_done",
  "damage",
  "no_show",
  "not_as_described",
  "unsafe",
  "other",
];
const SAID_BY_HELPER: readonly Reason[] = [
  "not_confirmed",
  "not_paid",
  "no_show",
  "not_as_described",
  "unsafe",
  "other",
];

/** What each side would say is wrong. */
export function reasonsOf(side: "asker" | "helper"): readonly Reason[] {
  return side === "asker" ? SAID_BY_ASKER : SAID_BY_HELPER;
}
