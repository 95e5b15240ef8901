import { useQuery } from "@tanstack/react-query";
import type { Shape } from "@/api";
import { useSpeech } from "@/app/i18n";
import { Row } from "@/ui/Row";
import { lastQuery, talkPath, type Talk } from "./talk";

/** The way to a thread, with what was said last. */
export function LastWord({ other, ...talk }: Talk & { other: Shape<"FaceWire"> }) {
  const { t } = useSpeech();
  const { data: last } = useQuery(lastQuery(talk));
  const said = last && (last.text === "" ? t("chat.picture") : last.text);
  return (
    <Row
      icon="chat-circle"
      title={t("chat.talkWith", { name: other.name })}
      text={said ? (last?.mine ? t("chat.youSaid", { text: said }) : said) : t("chat.nothingYet")}
      to={talkPath(talk)}
    />
  );
}
