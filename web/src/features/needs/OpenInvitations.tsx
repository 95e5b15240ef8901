import { useInfiniteQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { invitationsQuery } from "./needs";

/** That somebody asks for my help and waits for an answer; nothing where nobody does. */
export function OpenInvitations() {
  const { t } = useSpeech();
  const { data } = useInfiniteQuery(invitationsQuery);
  const waiting = (data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter(({ need, answer }) => need.stage === "open" && answer === null);
  if (waiting.length === 0) return null;
  return (
    <Section>
      <Row
        icon="bell"
        title={t("needs.invited", { count: waiting.length })}
        text={waiting[0]?.need.title}
        to={waiting.length === 1 ? `/needs/${waiting[0]?.need.id}` : "/me/invitations"}
      />
    </Section>
  );
}
