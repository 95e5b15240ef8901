import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Bid = Shape<"BidCard">;
export type Version = Shape<"VersionWire">;

const PAGE = 30;

/** The bids on a need or an offer, newest first: its owner's are all, anybody else's are their own. */
export const bidsOnQuery = (kind: "needs" | "offers", id: string) =>
  infiniteQueryOptions({
    queryKey: ["bids", kind, id],
    queryFn: ({ pageParam }) => {
      const query = { limit: PAGE, cursor: pageParam };
      return kind === "needs"
        ? got(http.GET("/api/needs/{need_id}/bids", { params: { path: { need_id: id }, query } }))
        : got(http.GET("/api/offers/{offer_id}/bids", { params: { path: { offer_id: id }, query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** One bid with every version that the two wrote. */
export const bidQuery = (id: string) =>
  queryOptions({
    queryKey: ["bids", id],
    queryFn: () => got(http.GET("/api/bids/{bid_id}", { params: { path: { bid_id: id } } })),
  });

/** The other one of the two. */
export function otherOf(bid: Bid): Bid["asker"] {
  return bid.side === "asker" ? bid.helper : bid.asker;
}

/** The screen on which its two sides see a bid. */
export function whereShown({ need_id, offer_id }: Pick<Bid, "need_id" | "offer_id">): string {
  return need_id ? `/needs/${need_id}` : `/offers/${offer_id}`;
}

/** Whether it is my turn: the other side wrote last, and I may say yes. */
export function isMyTurn(bid: Bid): boolean {
  return bid.can.includes("accept");
}

const RANK: Record<Bid["stage"], number> = { accepted: 0, open: 1, declined: 3, withdrawn: 3, lost: 3, expired: 3 };

/** What waits for me first, then what waits for the other side, then what is over; newest first in each. */
export function inOrder(bids: readonly Bid[]): Bid[] {
  const rank = (bid: Bid) => RANK[bid.stage] + (bid.stage === "open" && !isMyTurn(bid) ? 1 : 0);
  return bids.toSorted((one, other) => rank(one) - rank(other) || other.updated_at.localeCompare(one.updated_at));
}
