import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { got, http } from "@/api";
import { useSpeech } from "@/app/i18n";
import { askToSignIn, useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { LongList } from "@/ui/LongList";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";
import { inboxQuery, type Notice } from "./inbox";
import "./inbox.css";

/** What happened to me, newest first. */
export function Inbox() {
  const { t } = useSpeech();
  const { me } = useMe();
  return (
    <Page title={t("notify.title")}>
      {me === undefined && <ListSkeleton />}
      {me === null && (
        <Face
          icon="chat-circle"
          title={t("notify.nobody")}
          text={t("notify.nobodyText")}
          action={<Button onClick={() => void askToSignIn()}>{t("notify.signIn")}</Button>}
        />
      )}
      {me && <Notices />}
    </Page>
  );
}

function Notices() {
  const { t } = useSpeech();
  const inbox = useInfiniteQuery(inboxQuery);
  const notices = inbox.data?.pages.flatMap((page) => page.items) ?? [];
  useReadingOf(notices[0]);
  if (inbox.isPending) return <ListSkeleton />;
  if (inbox.isError && notices.length === 0)
    return <ErrorFace error={inbox.error} onRetry={() => void inbox.refetch()} />;
  if (notices.length === 0) return <Face icon="chat-circle" title={t("notify.empty")} text={t("notify.emptyText")} />;
  return (
    <div className="inbox">
      <LongList
        label={t("notify.title")}
        items={notices}
        keyOf={(notice) => notice.id}
        onEnd={inbox.hasNextPage && !inbox.isFetching ? () => void inbox.fetchNextPage() : undefined}
      >
        {(notice) => <Line notice={notice} />}
      </LongList>
    </div>
  );
}

/** Whoever sees the list has read what is on it. */
function useReadingOf(newest: Notice | undefined): void {
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (upTo: string) => got(http.POST("/api/inbox/read", { body: { up_to: upTo } })),
    onSuccess: ({ unread }) => queries.setQueryData(["inbox", "unread"], unread),
  });
  const unreadId = newest && newest.read_at === null ? newest.id : undefined;
  useEffect(() => {
    if (unreadId !== undefined) mutate(unreadId);
  }, [unreadId, mutate]);
}

function Line({ notice }: { notice: Notice }) {
  const { ago } = useSpeech();
  return (
    <article className={notice.read_at === null ? "notice notice-new" : "notice"}>
      <header>
        <h2>{notice.title}</h2>
        <time dateTime={notice.at}>{ago(notice.at)}</time>
      </header>
      {notice.body !== "" && <p>{notice.body}</p>}
    </article>
  );
}
