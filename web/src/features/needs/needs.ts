import { infiniteQueryOptions, queryOptions, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Need = Shape<"NeedView">;
export type Card = Shape<"NeedCard">;
export type Invitation = Shape<"InvitationView">;

const PAGE = 30;
const start = undefined as string | undefined;

export const needQuery = (id: string) =>
  queryOptions({
    queryKey: ["needs", id],
    queryFn: () => got(http.GET("/api/needs/{need_id}", { params: { path: { need_id: id } } })),
  });

/** How the asking for an instant need of mine goes. */
export const wavesQuery = (id: string) =>
  queryOptions({
    queryKey: ["needs", id, "waves"],
    queryFn: () => got(http.GET("/api/needs/{need_id}/waves", { params: { path: { need_id: id } } })),
  });

export const myNeedsQuery = infiniteQueryOptions({
  queryKey: ["needs", "mine"],
  queryFn: ({ pageParam }) => got(http.GET("/api/me/needs", { params: { query: { limit: PAGE, cursor: pageParam } } })),
  initialPageParam: start,
  getNextPageParam: (page) => page.next ?? undefined,
});

/** What I was asked for; a notice about a need makes it old like my own needs. */
export const invitationsQuery = infiniteQueryOptions({
  queryKey: ["needs", "mine", "invitations"],
  queryFn: ({ pageParam }) =>
    got(http.GET("/api/me/invitations", { params: { query: { limit: PAGE, cursor: pageParam } } })),
  initialPageParam: start,
  getNextPageParam: (page) => page.next ?? undefined,
});

/** What everybody may know of a person. */
export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", id],
    queryFn: () => got(http.GET("/api/people/{person_id}", { params: { path: { person_id: id } } })),
  });

/** The need as the list showed it that one came from: only there it has a distance and reasons. */
export function useCard(id: string): Card | undefined {
  const kept = useQueryClient().getQueriesData<InfiniteData<{ items: Card[] }>>({
    queryKey: ["nearby", "needs"],
  });
  for (const [, data] of kept) {
    for (const page of data?.pages ?? []) {
      const card = page.items.find((item) => item.id === id);
      if (card) return card;
    }
  }
  return undefined;
}
