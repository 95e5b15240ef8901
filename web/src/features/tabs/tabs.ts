import { queryOptions, useQuery } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Tab = Shape<"TabView">;

/** How a tab stands with me: what waits is in time or late already, what was paid was so or not. */
export type State = "open" | "inTime" | "late" | "paid" | "paidLate" | "unpaid" | "closed";

/** What I use first and pay after. */
export const tabsQuery = queryOptions({ queryKey: ["tabs"], queryFn: () => got(http.GET("/api/me/pay/tabs")) });

/** My tabs: what waits to be paid, the one that waits longest first; what is in use; what is over. */
export function parted(tabs: readonly Tab[]): Record<"due" | "open" | "over", Tab[]> {
  const due = tabs.filter(({ stage }) => stage === "due");
  due.sort((one, other) => (one.due_at ?? "").localeCompare(other.due_at ?? ""));
  return {
    due,
    open: tabs.filter(({ stage }) => stage === "open"),
    over: tabs.filter(({ stage }) => stage !== "open" && stage !== "due"),
  };
}

/** How a tab stands with me at a moment. */
export function stateOf({ stage, late_from, ended_at }: Tab, now: Date): State {
  const isLate = late_from !== null && (ended_at === null ? now : new Date(ended_at)) > new Date(late_from);
  if (stage === "due") return isLate ? "late" : "inTime";
  return stage === "paid" && isLate ? "paidLate" : stage;
}

/** The tab that a payment of mine is for, while it waits. */
export function useTabOf(receiptId: string): Tab | undefined {
  return useQuery(tabsQuery).data?.items.find(({ stage, receipt }) => stage === "due" && receipt === receiptId);
}
