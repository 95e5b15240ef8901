import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useSpeech } from "@/app/i18n";
import { OpenInvitations } from "@/features/needs";
import { askToSignIn, useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { Face } from "@/ui/Face";
import { Icon, type IconName } from "@/ui/Icon";
import { LongList } from "@/ui/LongList";
import { Page } from "@/ui/Page";
import { Paged } from "@/ui/Paged";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { inboxQuery, pathOf, topicsOf, useMarkRead, type Notice, type Topic } from "./inbox";
import "./inbox.css";

/** What happened to me, by what it is about, newest first. */
export function Inbox() {
  const { t } = useSpeech();
  const { me } = useMe();
  if (me) return <Topics me={me.id} />;
  return (
    <Page title={t("notify.title")}>
      {me === undefined ? (
        <ListSkeleton />
      ) : (
        <Face
          icon="chat-circle"
          title={t("notify.nobody")}
          text={t("notify.nobodyText")}
          action={<Button onClick={() => void askToSignIn()}>{t("notify.signIn")}</Button>}
        />
      )}
    </Page>
  );
}

function Topics({ me }: { me: string }) {
  const { t } = useSpeech();
  const inbox = useInfiniteQuery(inboxQuery);
  const markRead = useMarkRead();
  const topics = topicsOf(inbox.data?.pages.flatMap((page) => page.items) ?? []);
  const unreadIds = topics.flatMap((topic) => topic.unreadIds);
  const aside = unreadIds.length > 0 && (
    <Button
      weight="plain"
      isBusy={markRead.isPending}
      onClick={() => markRead.mutate(unreadIds, { onError: toast.error })}
    >
      {t("notify.markAll")}
    </Button>
  );
  const none = (
    <Face
      icon="chat-circle"
      title={t("notify.empty")}
      text={t("notify.emptyText")}
      action={
        <Link className="button button-soft tone-ink" to="/">
          {t("notify.lookAround")}
        </Link>
      }
    />
  );
  return (
    <Page title={t("notify.title")} aside={aside}>
      <OpenInvitations />
      <Paged of={inbox} empty={none}>
        {(_, onEnd) => (
          <div className="inbox fills">
            <LongList label={t("notify.title")} items={topics} keyOf={({ key }) => key} onEnd={onEnd}>
              {(topic) => <Line topic={topic} me={me} onRead={() => markRead.mutate(topic.unreadIds)} />}
            </LongList>
          </div>
        )}
      </Paged>
    </Page>
  );
}

const ICONS: Record<Notice["subject"]["kind"], IconName> = {
  deal: "receipt",
  need: "hand-heart",
  offer: "hands-clapping",
  bid: "currency-circle-dollar",
  person: "user",
  review: "star",
  community: "users-three",
  trade: "storefront",
  agreement: "storefront",
  complaint: "storefront",
};

function Line({ topic, me, onRead }: { topic: Topic; me: string; onRead: () => void }) {
  const { t, ago } = useSpeech();
  const { newest, unreadIds, title } = topic;
  const path = pathOf(newest, me);
  const isNew = unreadIds.length > 0;
  const inner = (
    <>
      <span className={`notice-icon notice-${newest.subject.kind}`}>
        <Icon name={newest.kind === "message" ? "chat-circle" : ICONS[newest.subject.kind]} size={22} />
      </span>
      <span className="notice-words">
        <span className="notice-title">{title === "" ? newest.title : title}</span>
        <span className="notice-text">{title !== "" && newest.title.includes(title) ? newest.body : newest.title}</span>
      </span>
      <span className="notice-side">
        <time dateTime={newest.at}>{ago(newest.at)}</time>
        {isNew && (
          <span className="notice-count numbers">
            <span aria-hidden="true">{unreadIds.length}</span>
            <span className="unseen">{t("notify.unread", { count: unreadIds.length })}</span>
          </span>
        )}
      </span>
    </>
  );
  const name = isNew ? "notice notice-new" : "notice";
  if (path === undefined)
    return (
      <button type="button" className={name} onClick={onRead}>
        {inner}
      </button>
    );
  return (
    <Link className={name} to={path} onClick={isNew ? onRead : undefined}>
      {inner}
    </Link>
  );
}
