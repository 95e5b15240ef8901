import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";
import type { Point } from "@/features/nearby";

export type Offer = Shape<"OfferView">;
export type Card = Shape<"OfferCard">;
export type Span = Shape<"SpanWire">;
export type Availability = Shape<"AvailabilityView">;

const PAGE = 30;
const FAR_M = 20_000;
const CARDS = 100;

export const offerQuery = (id: string) =>
  queryOptions({
    queryKey: ["offers", id],
    queryFn: () => got(http.GET("/api/offers/{offer_id}", { params: { path: { offer_id: id } } })),
  });

export const myOffersQuery = infiniteQueryOptions({
  queryKey: ["offers", "mine"],
  queryFn: ({ pageParam }) =>
    got(http.GET("/api/me/offers", { params: { query: { limit: PAGE, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

export const availabilityQuery = queryOptions({
  queryKey: ["offers", "availability"],
  queryFn: () => got(http.GET("/api/me/availability")),
});

/** The offer as it is listed about a point: how far it is from there, and why it stands where it does. Null where it is not listed. */
export const cardQuery = (offer: Offer, at: Point) =>
  queryOptions({
    queryKey: ["offers", offer.id, "card", `${at.lat},${at.lon}`],
    queryFn: async () => {
      const query = { near: `${at.lat},${at.lon}`, radius_m: FAR_M, category: offer.category, limit: CARDS };
      const { items } = await got(http.GET("/api/offers", { params: { query } }));
      return items.find((card) => card.id === offer.id) ?? null;
    },
  });

/** Whether an offer is one that its helper still has. */
export function isLive({ stage }: Pick<Offer, "stage">): boolean {
  return stage === "open" || stage === "paused" || stage === "screened";
}

/** What a booking of so many minutes comes to at this price; undefined where the price is talked about. */
export function feeOf(price: Offer["price"], minutes: number): number | undefined {
  if (price.amount === null || price.kind === "talk") return undefined;
  // Up to the next whole unit of the money: who works is never paid less than by the hour.
  return price.kind === "fixed" ? price.amount.minor : Math.ceil((price.amount.minor * minutes) / 60);
}

/** Bookings of my offers that are open. */
export const bookingsQuery = infiniteQueryOptions({
  queryKey: ["bids", "mine", "helper", "open"],
  queryFn: ({ pageParam }) => {
    const query = { role: "helper" as const, stage: "open" as const, limit: PAGE, cursor: pageParam };
    return got(http.GET("/api/me/bids", { params: { query } }));
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

/** Of bids, the bookings of an offer that wait for my answer. */
export function waitingOf(bids: readonly Shape<"BidCard">[]): Shape<"BidCard">[] {
  return bids.filter((bid) => bid.offer_id !== null && bid.can.includes("accept"));
}
