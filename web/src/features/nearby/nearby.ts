import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { got, http, type Shape } from "@/api";
import { categoriesQuery } from "@/app/queries";
import { written, type Area } from "./area";

export type Need = Shape<"NeedCard">;
export type Offer = Shape<"OfferCard">;
export type Item = Need | Offer;
export type Category = Shape<"CategoryView">;
export type Side = "all" | "needs" | "offers";

const PAGE = 100;

function useSide(kind: "needs" | "offers", area: Area | undefined, category: string | undefined, isWanted: boolean) {
  return useInfiniteQuery({
    queryKey: ["nearby", kind, area && written(area), category ?? null],
    queryFn: ({ pageParam }) => {
      const { at, radiusM } = area as Area;
      const query = { at: `${at.lat},${at.lon}`, radius_m: radiusM, kind, category, limit: PAGE, cursor: pageParam };
      return got(http.GET("/api/nearby", { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: area !== undefined && isWanted,
    // What was there stays in sight while the next area is asked for.
    placeholderData: (before) => before,
  });
}

/** What is near: the map's marks and the list's lines are these same items, nearest first. */
export function useNearby(area: Area | undefined, side: Side, category: string | undefined) {
  const needs = useSide("needs", area, category, side !== "offers");
  const offers = useSide("offers", area, category, side !== "needs");
  const asked = [...(side === "offers" ? [] : [needs]), ...(side === "needs" ? [] : [offers])];
  const items = useMemo(() => {
    const found: Item[] = [];
    if (side !== "offers") found.push(...(needs.data?.pages.flatMap((page) => page.items) ?? []));
    if (side !== "needs") found.push(...(offers.data?.pages.flatMap((page) => page.items) ?? []));
    return found.sort(
      (one, other) => one.distance_m - other.distance_m || (one.kind === other.kind ? 0 : one.kind === "need" ? -1 : 1),
    );
  }, [needs.data, offers.data, side]);
  const more = asked.filter((each) => each.hasNextPage && !each.isFetching);
  return {
    items,
    isPending: area === undefined || asked.some((each) => each.isPending),
    isRefreshing: asked.some((each) => each.isPlaceholderData),
    error: asked.find((each) => each.isError)?.error,
    retry: () => asked.forEach((each) => void each.refetch()),
    onEnd: more.length > 0 ? () => more.forEach((each) => void each.fetchNextPage()) : undefined,
  };
}

/** The kinds of help that are on here, by code. */
export function useCategories(): Map<string, Category> {
  const { data } = useQuery(categoriesQuery);
  return useMemo(() => new Map(data?.items.filter((each) => each.is_enabled).map((each) => [each.code, each])), [data]);
}

/** Whose it is. */
export function personOf(item: Item): Need["asker"] {
  return item.kind === "need" ? item.asker : item.helper;
}
