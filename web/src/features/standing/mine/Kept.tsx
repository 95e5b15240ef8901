import { useQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { Contest } from "./Contest";
import { marksQuery } from "./standing";

/** What is kept of broken promises by my phone number and e-mail address, until when, and the way to contest it; nothing where nothing is. */
export function Kept() {
  const { t, day } = useSpeech();
  const marks = useQuery(marksQuery);
  const kept = marks.data?.kept ?? [];
  if (kept.length === 0) return null;
  return (
    <Section title={t("standing.former")}>
      {kept.map(({ fact_id, is_own, at, kept_until }) => {
        const told = t(is_own ? "standing.former.own" : "standing.former.other", {
          day: day(at),
          until: day(kept_until),
        });
        return (
          <div key={fact_id}>
            <Row
              icon="info"
              title={t(is_own ? "standing.former.ownTitle" : "standing.former.otherTitle")}
              text={told}
            />
            <Contest factId={fact_id}>{told}</Contest>
          </div>
        );
      })}
    </Section>
  );
}
