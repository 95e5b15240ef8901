import { infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";
import { useMe } from "@/features/people";

export type Notice = Shape<"Inbox">["items"][number];

const PAGE = 30;

export const inboxQuery = infiniteQueryOptions({
  queryKey: ["inbox", "all"],
  queryFn: ({ pageParam }) => got(http.GET("/api/inbox", { params: { query: { limit: PAGE, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

const unreadQuery = queryOptions({
  queryKey: ["inbox", "unread"],
  queryFn: async () => (await got(http.GET("/api/inbox", { params: { query: { unread: true, limit: 1 } } }))).unread,
});

/** How many notices wait to be read; none for whoever is not signed in. */
export function useUnread(): number {
  const { me } = useMe();
  return useQuery({ ...unreadQuery, enabled: Boolean(me) }).data ?? 0;
}
