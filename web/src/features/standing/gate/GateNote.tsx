import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useSpeech } from "@/app/i18n";
import { useMe } from "@/features/people";
import { gateQuery, needGateQuery, placeOf, type Passage, type Plan } from "./gate";
import "./gate.css";

/** What the gate says of a plan before it is posted; of a gate that is open, or that one stands high enough for, only its deposit. */
export function GateNote({ plan }: { plan: Plan }) {
  const { me } = useMe();
  const told = useQuery({ ...gateQuery(plan), enabled: Boolean(me), placeholderData: keepPreviousData });
  return told.data ? <Note passage={told.data} /> : null;
}

/** What the gate says of answering a need. */
export function NeedGateNote({ needId, fee }: { needId: string; fee: number | undefined }) {
  const { me } = useMe();
  const told = useQuery({ ...needGateQuery(needId, fee), enabled: Boolean(me), placeholderData: keepPreviousData });
  return told.data ? <Note passage={told.data} /> : null;
}

function Note({ passage }: { passage: Passage }) {
  const { language } = useSpeech();
  const deposit = passage.deposit && <p>{passage.deposit.text[language]}</p>;
  if (passage.way === "open" || passage.way === "standing")
    return (
      deposit && (
        <div className="gate-note" role="status">
          {deposit}
        </div>
      )
    );
  return (
    <div className={passage.way === "closed" ? "gate-note gate-note-closed" : "gate-note"} role="status">
      <p>{passage.text[language]}</p>
      {deposit}
      {passage.next.length > 0 && (
        <ul>
          {passage.next.map(({ code, text }) => {
            const place = placeOf(code);
            return <li key={code}>{place ? <Link to={place}>{text[language]}</Link> : text[language]}</li>;
          })}
        </ul>
      )}
    </div>
  );
}
