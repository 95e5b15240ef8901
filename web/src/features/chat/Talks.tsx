import { useQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { PersonFace } from "@/ui/PersonFace";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { talkPath, talksQuery, type Talk } from "./talk";

/** Who talks with me about a need or an offer of mine, with what was said last; nothing where nobody does. */
export function Talks({ kind, id }: Pick<Talk, "kind" | "id">) {
  const { t } = useSpeech();
  const { data } = useQuery(talksQuery(id));
  if (!data || data.items.length === 0) return null;
  return (
    <Section title={t("chat.talks")}>
      {data.items.map(({ guest_id, other, last }) => {
        const text = last.text === "" ? t("chat.picture") : last.text;
        return (
          <Row
            key={guest_id}
            lead={<PersonFace id={other.id} name={other.name} picture={other.picture} size={44} />}
            title={other.name}
            text={last.mine ? t("chat.youSaid", { text }) : text}
            to={talkPath({ kind, id, with: guest_id })}
          />
        );
      })}
    </Section>
  );
}
