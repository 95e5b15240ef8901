import { useQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { Contest } from "./Contest";
import { voiceQuery } from "./standing";

/** How far I am believed about others, why, and the way to contest it; nothing where all of it counts. */
export function Voice() {
  const { t, language } = useSpeech();
  const voice = useQuery(voiceQuery);
  if (!voice.data || voice.data.counted_at === null) return null;
  const { weight, credence, text, contest_id } = voice.data;
  if (weight === 1 && credence === 1) return null;
  return (
    <Section title={t("standing.voice")}>
      <Row icon="chat-circle" title={t("standing.voiceTitle")} text={text[language]} />
      {weight < 1 && <Contest factId={contest_id}>{text[language]}</Contest>}
    </Section>
  );
}
