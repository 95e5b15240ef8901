import { infiniteQueryOptions, queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";
import type { Point } from "@/features/nearby";

export type Community = Shape<"CommunityView">;
export type Membership = Shape<"MembershipView">;
export type Proof = Partial<Shape<"MembershipProof">>;

const PAGE = 30;

/** The communities around a point, smallest first; without one all of them. */
export const communitiesQuery = (at: Point | undefined) =>
  infiniteQueryOptions({
    queryKey: ["communities", "list", at ?? null],
    queryFn: ({ pageParam }) => {
      const query = { at: at && `${at.lat},${at.lon}`, limit: PAGE, cursor: pageParam };
      return got(http.GET("/api/communities", { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const communityQuery = (id: string) =>
  queryOptions({
    queryKey: ["communities", id],
    queryFn: () => got(http.GET("/api/communities/{community_id}", { params: { path: { community_id: id } } })),
    staleTime: 60 * 60_000,
  });

export const membershipsQuery = queryOptions({
  queryKey: ["memberships"],
  queryFn: () => got(http.GET("/api/me/memberships")),
});

/** The communities that I belong to, as far as they are known already, each with how and until when. */
export function useMine(isSomebody: boolean): { membership: Membership; community: Community | undefined }[] {
  const mine = useQuery({ ...membershipsQuery, enabled: isSomebody }).data?.items ?? [];
  const named = useQueries({ queries: mine.map(({ community_id }) => communityQuery(community_id)) });
  return mine.map((membership, index) => ({ membership, community: named[index]?.data }));
}

/** What somebody shows to belong: where they are now, an address of theirs, an invite, or nothing. */
export type Way = Community["membership"];

/** Which of my addresses a community takes; undefined: none. */
export function fittingEmail(community: Pick<Community, "email_domains">, email: string | null): string | undefined {
  const domain = email?.split("@").at(-1)?.toLowerCase();
  return domain !== undefined && community.email_domains.includes(domain) ? (email ?? undefined) : undefined;
}
