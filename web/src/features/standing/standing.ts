import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Person = Shape<"PersonView">;
export type Review = Shape<"ReviewView">;
export type Repute = Shape<"ReputeView">;
export type Side = Review["about_role"];

const PAGE = 20;

/** What everybody may know of a person. */
export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", id],
    queryFn: () => got(http.GET("/api/people/{person_id}", { params: { path: { person_id: id } } })),
  });

/** What others wrote about a person, newest first; of one role, or of both. */
export const reviewsQuery = (id: string, role?: Side) =>
  infiniteQueryOptions({
    queryKey: ["people", id, "reviews", role ?? "both"],
    queryFn: ({ pageParam }) => {
      const query = { role, limit: PAGE, cursor: pageParam };
      return got(http.GET("/api/people/{person_id}/reviews", { params: { path: { person_id: id }, query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const blocksQuery = queryOptions({
  queryKey: ["blocks"],
  queryFn: () => got(http.GET("/api/me/blocks", { params: { query: { limit: 100 } } })),
});

export const REASONS = ["spam", "fraud", "harassment", "danger", "unlawful", "privacy", "other"] as const;
export type Reason = (typeof REASONS)[number];
