import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { got, http, type Shape } from "@/api";
import { useMe } from "@/features/people";

export type Notice = Shape<"Inbox">["items"][number];

/** Everything that happened about one thing, newest first. */
export interface Topic {
  key: string;
  newest: Notice;
  /** What the thing is called. */
  title: string;
  unreadIds: string[];
}

const PAGE = 50;
const UNREAD_MAX = 100;

export const inboxQuery = infiniteQueryOptions({
  queryKey: ["inbox", "all"],
  queryFn: ({ pageParam }) => got(http.GET("/api/inbox", { params: { query: { limit: PAGE, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

const unreadQuery = queryOptions({
  queryKey: ["inbox", "unread"],
  queryFn: () => got(http.GET("/api/inbox", { params: { query: { unread: true, limit: UNREAD_MAX } } })),
});

/** How many notices wait to be read; none for whoever is not signed in. */
export function useUnread(): number {
  const { me } = useMe();
  return useQuery({ ...unreadQuery, enabled: Boolean(me) }).data?.unread ?? 0;
}

/** Marks notices read. */
export function useMarkRead() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[]) => got(http.POST("/api/inbox/read", { body: { ids: ids.slice(0, UNREAD_MAX) } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["inbox"] }),
  });
}

/** Whoever looks at a thing has read what the inbox says about it, and what it says while they look. */
export function useReadingOf(...subjectIds: (string | undefined)[]): void {
  const { me } = useMe();
  const { data } = useQuery({ ...unreadQuery, enabled: Boolean(me) });
  const { mutate } = useMarkRead();
  const ids = data?.items.filter(({ subject }) => subjectIds.includes(subject.id)).map(({ id }) => id) ?? [];
  const said = ids.join();
  useEffect(() => {
    if (said !== "") mutate(said.split(","));
  }, [said, mutate]);
}

/** Notices by what they are about; a need of mine has a topic for each who talks with me about it. */
export function topicsOf(notices: readonly Notice[]): Topic[] {
  const topics = new Map<string, Topic>();
  for (const notice of notices) {
    const key = [notice.subject.kind, notice.subject.id, guestOf(notice)].join("/");
    const topic = topics.get(key) ?? { key, newest: notice, title: "", unreadIds: [] };
    topics.set(key, topic);
    if (topic.title === "") topic.title = fact(notice, "title");
    if (notice.read_at === null) topic.unreadIds.push(notice.id);
  }
  return [...topics.values()];
}

/** Where a notice leads; undefined where there is nothing more to see. */
export function pathOf(notice: Notice, me: string): string | undefined {
  const { kind, id } = notice.subject;
  if (notice.kind === "message") {
    const guest = guestOf(notice);
    return `/talk/${kind}/${id}${guest === "" || guest === me ? "" : `?with=${guest}`}`;
  }
  if (notice.kind === "payment_password_reset") return "/me/pay-password";
  if (notice.kind === "handle_gone") return "/me/profile";
  if (notice.kind === "charge_disputed" || notice.kind === "chargeback_returned") return "/pay";
  if (notice.kind === "reservation_awaits_payer") return `/q/${fact(notice, "code")}`;
  if (notice.kind.startsWith("tab_")) return "/pay/tabs";
  if (kind === "agreement") return "/pay/agreements";
  if (kind === "complaint") return "/me/complaints";
  if (kind === "trade") return `/pay/receipts/${id}`;
  return ["deal", "need", "offer", "bid", "person"].includes(kind)
    ? `/${kind === "person" ? "people" : `${kind}s`}/${id}`
    : undefined;
}

// In a deal there is nobody to tell apart.
function guestOf(notice: Notice): string {
  return notice.subject.kind === "deal" ? "" : fact(notice, "guest_id");
}

function fact({ facts }: Notice, name: string): string {
  const value = facts[name];
  return typeof value === "string" ? value : "";
}
