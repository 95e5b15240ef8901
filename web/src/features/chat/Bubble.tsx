import { useQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { Icon } from "@/ui/Icon";
import { Gallery } from "@/ui/Photos";
import { again, drop, type Unsent } from "./outbox";
import { phrasesQuery, type Message } from "./talk";

/** One thing that was said. */
export function Bubble({ message }: { message: Message }) {
  const { t } = useSpeech();
  return (
    <div className="bubble">
      <span className="unseen">{message.mine ? t("chat.you") : t("chat.they")}</span>
      {message.text !== "" && <p>{message.text}</p>}
      <Gallery urls={message.pictures} />
      {message.masked && (
        <p className="bubble-hint">
          <Icon name="shield-check" size={16} />
          {message.hint}
        </p>
      )}
      <Clock at={message.at} />
    </div>
  );
}

/** One thing that is on its way, or that was refused. */
export function UnsentBubble({ unsent }: { unsent: Unsent }) {
  const { t, language } = useSpeech();
  const { data: phrases } = useQuery(phrasesQuery(language));
  const { key, draft, refused, at } = unsent;
  const text = draft.phrase ? phrases?.items.find(({ code }) => code === draft.phrase)?.text : draft.text;
  return (
    <div className={refused ? "bubble bubble-refused" : "bubble bubble-waits"}>
      {text !== "" && <p>{text}</p>}
      <Gallery urls={draft.picture_ids.map((id) => `/api/pictures/${id}`)} />
      {refused ? (
        <div className="bubble-hint" role="alert">
          <span>
            {refused.title} {refused.remedy}
          </span>
          <button type="button" onClick={() => again(key)}>
            {t("chat.sendAgain")}
          </button>
          <button type="button" onClick={() => drop(key)}>
            {t("chat.takeAway")}
          </button>
        </div>
      ) : (
        <span className="bubble-clock">
          <Icon name="clock" size={14} />
          {t("chat.waits")}
          <time className="unseen" dateTime={at} />
        </span>
      )}
    </div>
  );
}

function Clock({ at }: { at: string }) {
  const { language } = useSpeech();
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return (
    <time className="bubble-clock numbers" dateTime={at}>
      {clock.format(new Date(at))}
    </time>
  );
}
