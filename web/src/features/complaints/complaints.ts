import { queryOptions } from "@tanstack/react-query";
import { ApiError, got, http, type Shape } from "@/api";

export type Complaint = Shape<"ComplaintView">;
export type Reason = Complaint["reason"];

export const REASONS: readonly Reason[] = [
  "not_delivered",
  "not_as_described",
  "damaged",
  "charged_wrongly",
  "not_refunded",
  "other",
];

/** My complaint of something that I paid for; null where there is none. */
export const ownComplaintQuery = (tradeId: string) =>
  queryOptions({
    queryKey: ["receipts", tradeId, "complaint"],
    queryFn: async () => {
      try {
        return await got(
          http.GET("/api/me/pay/receipts/{trade_id}/complaint", { params: { path: { trade_id: tradeId } } }),
        );
      } catch (error) {
        if (error instanceof ApiError && error.code === "complaint_unknown") return null;
        throw error;
      }
    },
  });

/** What my buyers complain of. */
export const complaintsQuery = queryOptions({
  queryKey: ["complaints", "mine"],
  queryFn: () => got(http.GET("/api/me/pay/complaints")),
});

/** One of them, with what was said. */
export const complaintQuery = (number: string) =>
  queryOptions({
    queryKey: ["complaints", number],
    queryFn: () => got(http.GET("/api/me/pay/complaints/{number}", { params: { path: { number } } })),
  });
