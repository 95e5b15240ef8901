import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { LongList } from "@/ui/LongList";
import { Page, Section } from "@/ui/Page";
import { Paged } from "@/ui/Paged";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { notificationQuery, notificationsQuery, stateOf } from "./apps";
import "./apps.css";

/** What an app's server was told: which it took, which are sent again, which were given up. */
export function Notifications() {
  const { t, when } = useSpeech();
  const id = useParams()["id"] ?? "";
  const found = useInfiniteQuery(notificationsQuery(id));
  return (
    <Own title={t("apps.notifications")}>
      {() => (
        <Page title={t("apps.notifications")} hasBack>
          <Paged of={found} empty={<Face icon="bell" title={t("apps.toldNothing")} text={t("apps.toldNothingText")} />}>
            {(items, onEnd) => (
              <div className="fills apps-list">
                <LongList
                  label={t("apps.notifications")}
                  items={items}
                  keyOf={(each) => each.id}
                  estimatePx={76}
                  onEnd={onEnd}
                >
                  {(each) => (
                    <Row
                      title={each.subject}
                      text={`${when(each.created_at)} · ${t("apps.sentTimes", { count: each.sent_count })}`}
                      to={`/me/apps/${id}/notifications/${each.id}`}
                      trail={<State of={stateOf(each)} />}
                    />
                  )}
                </LongList>
              </div>
            )}
          </Paged>
        </Page>
      )}
    </Own>
  );
}

function State({ of }: { of: ReturnType<typeof stateOf> }) {
  const { t } = useSpeech();
  return <span className={`apps-state apps-state-${of}`}>{t(`apps.state.${of}`)}</span>;
}

/** One notification: what it says, each sending of it, and sending it again. */
export function NotificationScreen() {
  const { t } = useSpeech();
  const { id = "", notification = "" } = useParams();
  return (
    <Own title={t("apps.notification")}>
      {() => (
        <Page title={t("apps.notification")} hasBack>
          <One id={id} notification={notification} />
        </Page>
      )}
    </Own>
  );
}

function One({ id, notification }: { id: string; notification: string }) {
  const { t, when } = useSpeech();
  const query = notificationQuery(id, notification);
  const found = useQuery(query);
  const path = { app_id: id, notification_id: notification };
  const resend = useAct(
    () => got(http.POST("/api/me/apps/{app_id}/notifications/{notification_id}/resend", { params: { path } })),
    { touches: [query.queryKey], onDone: () => toast.done(t("apps.resent")), onError: toast.error },
  );
  if (found.isPending) return <ListSkeleton />;
  if (found.isLoadingError) return <ErrorFace error={found.error} onRetry={() => void found.refetch()} />;
  const said = found.data;
  return (
    <>
      <Section>
        <Row
          title={said.subject}
          text={<span className="apps-text">{said.url}</span>}
          trail={<State of={stateOf(said)} />}
        />
        {said.next_at !== null && <Row title={t("apps.next")} trail={when(said.next_at)} />}
      </Section>
      <div className="apps-acts">
        <Button isBusy={resend.isPending} onClick={() => resend.mutate()}>
          {t("apps.resend")}
        </Button>
        <Button weight="soft" onClick={() => void found.refetch()}>
          {t("apps.lookAgain")}
        </Button>
      </div>
      <Section title={t("apps.tries")}>
        {said.tries.length === 0 && <Row title={t("apps.noTries")} />}
        {said.tries.map((made, index) => (
          <Row
            key={index}
            title={`${t(`apps.outcome.${made.outcome}`)}${made.status === null ? "" : ` · ${made.status}`}`}
            text={<span className="apps-text">{`${when(made.at)}${made.said === "" ? "" : ` · ${made.said}`}`}</span>}
          />
        ))}
      </Section>
      <Section title={t("apps.fields")}>
        {Object.entries({ notify_id: said.notify_id, ...said.fields }).map(([name, value]) => (
          <Row key={name} title={<code>{name}</code>} text={<span className="apps-text numbers">{value}</span>} />
        ))}
      </Section>
    </>
  );
}
