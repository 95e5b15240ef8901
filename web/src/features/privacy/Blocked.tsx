import { useInfiniteQuery } from "@tanstack/react-query";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { Page, Section } from "@/ui/Page";
import { PersonFace } from "@/ui/PersonFace";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { blockedQuery } from "./privacy";

/** Whom I blocked, and the way back. */
export function Blocked() {
  const { t } = useSpeech();
  return (
    <Own title={t("privacy.blocked")}>
      {() => (
        <Page title={t("privacy.blocked")} hasBack>
          <People />
        </Page>
      )}
    </Own>
  );
}

function People() {
  const { t, day } = useSpeech();
  const blocked = useInfiniteQuery(blockedQuery);
  const unblocking = useAct(
    (personId: string, headers) =>
      got(http.DELETE("/api/me/blocks/{person_id}", { params: { path: { person_id: personId } }, headers })),
    {
      touches: [["blocks"], ["nearby"], ["offers"], ["needs"]],
      onDone: () => toast.done(t("privacy.unblocked")),
      onError: toast.error,
    },
  );
  if (blocked.isPending) return <ListSkeleton />;
  if (blocked.isError) return <ErrorFace error={blocked.error} onRetry={() => void blocked.refetch()} />;
  const people = blocked.data.pages.flatMap((page) => page.items);
  if (people.length === 0)
    return <Face icon="shield-check" title={t("privacy.blockedNone")} text={t("privacy.blockedNoneText")} />;
  return (
    <>
      <p className="privacy-note">{t("privacy.blockedText")}</p>
      <Section>
        {people.map(({ person, at }) => (
          <Row
            key={person.id}
            lead={<PersonFace id={person.id} name={person.name} picture={person.picture} size={44} />}
            title={person.name}
            text={t("privacy.blockedSince", { day: day(at) })}
            trail={
              <Button
                weight="soft"
                aria-label={t("privacy.unblock", { name: person.name })}
                isBusy={unblocking.isPending && unblocking.variables === person.id}
                onClick={() => unblocking.mutate(person.id)}
              >
                {t("privacy.unblockShort")}
              </Button>
            }
          />
        ))}
      </Section>
      {blocked.hasNextPage && (
        <Button weight="soft" isBusy={blocked.isFetchingNextPage} onClick={() => void blocked.fetchNextPage()}>
          {t("privacy.more")}
        </Button>
      )}
    </>
  );
}
