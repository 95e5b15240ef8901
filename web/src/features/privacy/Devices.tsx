import { useQuery } from "@tanstack/react-query";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { Passkeys } from "./Passkeys";
import { deviceOf, sessionsQuery, type Session } from "./privacy";

/** Where I am signed in, and by what I come in. */
export function Devices() {
  const { t } = useSpeech();
  return (
    <Own title={t("privacy.devices")}>
      {() => (
        <Page title={t("privacy.devices")} hasBack>
          <Sessions />
          <Passkeys />
        </Page>
      )}
    </Own>
  );
}

function Sessions() {
  const { t } = useSpeech();
  const sessions = useQuery(sessionsQuery);
  const ending = useAct(
    (ids: string[]) =>
      Promise.all(
        ids.map((id) => got(http.DELETE("/api/me/sessions/{session_id}", { params: { path: { session_id: id } } }))),
      ),
    {
      touches: [sessionsQuery.queryKey],
      onDone: () => toast.done(t("privacy.session.ended")),
      onError: toast.error,
    },
  );
  if (sessions.isPending) return <ListSkeleton />;
  if (sessions.isError) return <ErrorFace error={sessions.error} onRetry={() => void sessions.refetch()} />;
  const others = sessions.data.items.filter(({ current }) => !current).map(({ id }) => id);
  return (
    <>
      <Section title={t("privacy.sessions")}>
        {sessions.data.items.map((session) => (
          <Device
            key={session.id}
            session={session}
            isBusy={ending.isPending && (ending.variables?.includes(session.id) ?? false)}
            onEnd={() => ending.mutate([session.id])}
          />
        ))}
      </Section>
      {others.length > 1 && (
        <Button weight="soft" tone="danger" isBusy={ending.isPending} onClick={() => ending.mutate(others)}>
          {t("privacy.session.endOthers", { count: others.length })}
        </Button>
      )}
    </>
  );
}

function Device({ session, isBusy, onEnd }: { session: Session; isBusy: boolean; onEnd: () => void }) {
  const { t, ago } = useSpeech();
  const name = deviceOf(session.device) || t("privacy.session.unknown");
  return (
    <Row
      icon={session.via === "passkey" ? "fingerprint" : "device-mobile"}
      title={name}
      text={session.current ? t("privacy.session.here") : t("privacy.session.seen", { ago: ago(session.seen_at) })}
      trail={
        !session.current && (
          <Button weight="soft" aria-label={t("privacy.session.endAt", { name })} isBusy={isBusy} onClick={onEnd}>
            {t("privacy.session.end")}
          </Button>
        )
      }
    />
  );
}
