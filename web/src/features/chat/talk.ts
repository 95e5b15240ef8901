import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Message = Shape<"MessageView">;
export type Kind = Shape<"ThreadView">["subject_kind"];
export type Phrase = NonNullable<Message["phrase"]>;

/** A thread: what it is about, and, where the need or offer is mine, with whom. */
export interface Talk {
  kind: Kind;
  id: string;
  with?: string | undefined;
}

export interface Draft {
  text: string;
  phrase?: Phrase;
  picture_ids: string[];
}

const PAGE = 40;

/** Where a thread is read and written. */
export function talkPath({ kind, id, with: guest }: Talk): string {
  return `/talk/${kind}/${id}${guest === undefined ? "" : `?with=${guest}`}`;
}

const key = (talk: Talk) => ["threads", talk.kind, talk.id, talk.with ?? null] as const;

export const messagesQuery = (talk: Talk) =>
  infiniteQueryOptions({
    queryKey: key(talk),
    queryFn: ({ pageParam }) => read(talk, PAGE, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const lastQuery = (talk: Talk) =>
  queryOptions({
    queryKey: [...key(talk), "last"],
    queryFn: async () => (await read(talk, 1, undefined)).items[0] ?? null,
  });

/** Who talks with me about one thing. */
export const talksQuery = (id: string) =>
  queryOptions({
    queryKey: ["threads", "about", id],
    queryFn: () => got(http.GET("/api/threads", { params: { query: { subject_id: id, limit: 50 } } })),
  });

export const phrasesQuery = (language: string) =>
  queryOptions({
    queryKey: ["phrases", language],
    queryFn: () => got(http.GET("/api/phrases")),
    staleTime: Infinity,
  });

function read({ kind, id, with: guest }: Talk, limit: number, cursor: string | undefined) {
  const query = { limit, cursor, with: guest };
  if (kind === "need")
    return got(http.GET("/api/needs/{need_id}/messages", { params: { path: { need_id: id }, query } }));
  if (kind === "offer")
    return got(http.GET("/api/offers/{offer_id}/messages", { params: { path: { offer_id: id }, query } }));
  return got(http.GET("/api/deals/{deal_id}/messages", { params: { path: { deal_id: id }, query } }));
}

/** Says something once, however often it is sent under the same key. */
export function say({ kind, id, with: guest }: Talk, draft: Draft, onceKey: string): Promise<Message> {
  const headers = { "Idempotency-Key": onceKey };
  const query = { with: guest };
  const body = draft.phrase === undefined ? draft : { phrase: draft.phrase };
  if (kind === "need")
    return got(
      http.POST("/api/needs/{need_id}/messages", {
        params: { path: { need_id: id }, query },
        body: body as Draft,
        headers,
      }),
    );
  if (kind === "offer")
    return got(
      http.POST("/api/offers/{offer_id}/messages", {
        params: { path: { offer_id: id }, query },
        body: body as Draft,
        headers,
      }),
    );
  return got(
    http.POST("/api/deals/{deal_id}/messages", {
      params: { path: { deal_id: id }, query },
      body: body as Draft,
      headers,
    }),
  );
}
