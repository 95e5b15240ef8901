import { useSpeech } from "@/app/i18n";
import { amountOf, otherOf, type Deal, type Happening } from "./deals";

/** What happened, oldest first, with who did it, and when. */
export function TimeLine({ deal }: { deal: Deal }) {
  return (
    <ol className="time-line">
      {deal.time_line.map((happening) => (
        <Line key={happening.version} deal={deal} happening={happening} />
      ))}
    </ol>
  );
}

function Line({ deal, happening }: { deal: Deal; happening: Happening }) {
  const { t, when, money } = useSpeech();
  const { kind, by, at } = happening;
  const amount = amountOf(happening);
  const isMe = by === deal.side;
  return (
    <li className={`time-line-${kind}`}>
      <p>
        {t(`deals.happened.${kind}`, {
          by: isMe ? "me" : by === "nobody" || by === "operator" ? by : "other",
          name: otherOf(deal).name,
          amount: amount ? money(amount) : "",
        })}
      </p>
      <time dateTime={at}>{when(at)}</time>
    </li>
  );
}
