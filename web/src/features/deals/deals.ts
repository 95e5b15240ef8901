import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Deal = Shape<"DealView">;
export type DealCard = Shape<"DealCard">;
export type Happening = Deal["time_line"][number];
export type Side = DealCard["side"];

export const dealQuery = (id: string) =>
  queryOptions({
    queryKey: ["deals", id],
    queryFn: () => got(http.GET("/api/deals/{deal_id}", { params: { path: { deal_id: id } } })),
  });

export const myDealsQuery = (role: Side | undefined) =>
  infiniteQueryOptions({
    queryKey: ["deals", "mine", role ?? "both"],
    queryFn: ({ pageParam }) =>
      got(http.GET("/api/deals", { params: { query: { role, limit: 30, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** Who is on the other side. */
export function otherOf(deal: DealCard): DealCard["asker"] {
  return deal.side === "asker" ? deal.helper : deal.asker;
}

export type Step = "fund" | "start" | "deliver" | "complete" | "confirm_cash";

const STEPS: readonly Step[] = ["fund", "start", "deliver", "complete", "confirm_cash"];

/** The one thing that this side does next; none: it is the other's turn, or it is over. */
export function stepOf(deal: Pick<DealCard, "can">): Step | undefined {
  return STEPS.find((step) => deal.can.includes(step));
}

// The server's rule (help/deals/rules.py), shown before somebody taps in vain.
const EARLY_START_MS = 3_600_000;

/** From when on the work may be started; undefined: it may be now. */
export function startsFrom(deal: Pick<DealCard, "starts_at">, now: number): string | undefined {
  const from = new Date(deal.starts_at).getTime() - EARLY_START_MS;
  return from > now ? new Date(from).toISOString() : undefined;
}

const ROAD = ["agreed", "funded", "under_way", "delivered", "completed"] as const;
export type Milestone = (typeof ROAD)[number];

/** The milestones of a deal and how many are behind it; a cash deal holds no money. */
export function roadOf(deal: Pick<Deal, "payment" | "stage" | "started_at" | "delivered_at" | "money">): {
  road: Milestone[];
  reached: number;
} {
  const road = ROAD.filter((milestone) => milestone !== "funded" || deal.payment !== "cash");
  const stage = deal.stage === "resolved" ? "completed" : deal.stage;
  const at = road.findIndex((milestone) => milestone === stage);
  if (at >= 0) return { road, reached: at + 1 };
  // Called off or disputed: as far as the work had come.
  const isHeld = deal.money.held.minor > 0;
  const last: Milestone = deal.delivered_at
    ? "delivered"
    : deal.started_at
      ? "under_way"
      : isHeld
        ? "funded"
        : "agreed";
  return { road, reached: road.indexOf(last) + 1 };
}

/** The amount that a line of the time line is about. */
export function amountOf({ facts }: Pick<Happening, "facts">): Shape<"AmountWire"> | undefined {
  return amount(facts["amount"]) ?? amount(facts["to_helper"]);
}

function amount(fact: unknown): Shape<"AmountWire"> | undefined {
  if (typeof fact !== "object" || fact === null || !("minor" in fact) || !("currency" in fact)) return undefined;
  return { minor: Number(fact.minor), currency: String(fact.currency) };
}
