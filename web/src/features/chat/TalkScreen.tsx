import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { got, http, type Shape } from "@/api";
import { useSpeech } from "@/app/i18n";
import { askToSignIn, useMe } from "@/features/people";
import { useReadingOf } from "@/features/notify";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";
import { Bubble, UnsentBubble } from "./Bubble";
import { Composer } from "./Composer";
import { flush, put, useUnsent } from "./outbox";
import { messagesQuery, type Kind, type Message, type Talk } from "./talk";
import "./chat.css";

const KINDS: readonly string[] = ["need", "offer", "deal"] satisfies Kind[];

/** What two people say to each other about one thing. */
export function TalkScreen() {
  const { t } = useSpeech();
  const { kind = "", id = "" } = useParams();
  const guest = useSearchParams()[0].get("with") ?? undefined;
  const { me } = useMe();
  if (me === undefined)
    return (
      <Page title={t("chat.title")} hasBack>
        <ListSkeleton />
      </Page>
    );
  if (me === null || !KINDS.includes(kind))
    return (
      <Page title={t("chat.title")} hasBack>
        <Face
          icon="chat-circle"
          title={t("chat.nobody")}
          action={<Button onClick={() => void askToSignIn()}>{t("chat.signIn")}</Button>}
        />
      </Page>
    );
  return <Thread talk={{ kind: kind as Kind, id, with: guest }} me={me.id} />;
}

function Thread({ talk, me }: { talk: Talk; me: string }) {
  const { t } = useSpeech();
  const thread = useInfiniteQuery(messagesQuery(talk));
  const subject = useSubject(talk);
  useReadingOf(talk.id);
  useEffect(() => void flush(), [me]);
  const messages = thread.data?.pages.flatMap((page) => page.items) ?? [];
  const title = subject.name ? t("chat.talkWith", { name: subject.name }) : t("chat.title");
  return (
    <Page title={title} hasBack footer={<Composer talk={talk} onSay={(draft) => put(me, talk, draft)} />}>
      <Link className="talk-subject" to={`/${talk.kind}s/${talk.id}`}>
        <span>{subject.title ?? t(`chat.about.${talk.kind}`)}</span>
        <Icon name="caret-right" size={16} />
      </Link>
      {thread.isPending && <ListSkeleton />}
      {thread.isError && messages.length === 0 && (
        <ErrorFace error={thread.error} onRetry={() => void thread.refetch()} />
      )}
      {thread.data && <Said talk={talk} messages={messages} />}
      {thread.hasNextPage && (
        <Button weight="plain" isBusy={thread.isFetchingNextPage} onClick={() => void thread.fetchNextPage()}>
          {t("chat.earlier")}
        </Button>
      )}
    </Page>
  );
}

function Said({ talk, messages }: { talk: Talk; messages: readonly Message[] }) {
  const { t, day } = useSpeech();
  const unsent = useUnsent(talk);
  const oldestFirst = [...messages].reverse();
  const count = messages.length + unsent.length;
  const newest = messages[0]?.id;
  useEffect(() => {
    window.scrollTo({ top: document.documentElement.scrollHeight });
  }, [count, newest]);
  if (count === 0) return <Face icon="chat-circle" title={t("chat.empty")} text={t("chat.emptyText")} />;
  const days = oldestFirst.map((message) => day(message.at));
  return (
    <ol className="bubbles" aria-label={t("chat.title")} aria-live="polite" aria-relevant="additions">
      {oldestFirst.map((message, index) => (
        <li key={message.id} className={message.mine ? "bubble-mine" : undefined}>
          {days[index] !== days[index - 1] && <p className="bubbles-day">{days[index]}</p>}
          <Bubble message={message} />
        </li>
      ))}
      {unsent.map((each) => (
        <li key={each.key} className="bubble-mine">
          <UnsentBubble unsent={each} />
        </li>
      ))}
    </ol>
  );
}

/** What the talk is about, and who the other one is. */
function useSubject(talk: Talk): { title?: string | undefined; name?: string | undefined } {
  const { data: threads } = useQuery({
    queryKey: ["threads", "about", talk.id, talk.with ?? null],
    queryFn: () => got(http.GET("/api/threads", { params: { query: { subject_id: talk.id } } })),
  });
  const { data: thing } = useQuery({
    queryKey: [`${talk.kind}s`, talk.id],
    queryFn: () => thingOf(talk),
  });
  const thread = threads?.items.find(({ guest_id }) => talk.with === undefined || guest_id === talk.with);
  if (thing && "side" in thing)
    return { title: thing.title, name: thing.side === "asker" ? thing.helper.name : thing.asker.name };
  const owner = thing && ("asker" in thing ? thing.asker : thing.helper).name;
  return { title: thing?.title, name: thread?.other.name ?? (talk.with === undefined ? owner : undefined) };
}

type Thing = Shape<"DealView"> | Shape<"NeedView"> | Shape<"OfferView">;

// The same keys and answers as the screens of these things, so that each is fetched once.
function thingOf({ kind, id }: Talk): Promise<Thing> {
  if (kind === "need") return got(http.GET("/api/needs/{need_id}", { params: { path: { need_id: id } } }));
  if (kind === "offer") return got(http.GET("/api/offers/{offer_id}", { params: { path: { offer_id: id } } }));
  return got(http.GET("/api/deals/{deal_id}", { params: { path: { deal_id: id } } }));
}
