import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { Words } from "@/ui/Words";
import type { Complaint } from "./complaints";
import "./complaints.css";

type Move = Complaint["can"][number];

interface Props {
  complaint: Complaint;
  /** Moves that need no words. */
  bare: readonly Move[];
  isBusy: boolean;
  error: unknown;
  onMove: (move: Move, text: string) => Promise<unknown>;
}

/** How far a complaint has come, what was said in it, and what this side may do. */
export function ComplaintTalk({ complaint, bare, isBusy, error, onMove }: Props) {
  const { t, money, when } = useSpeech();
  const [text, setText] = useState("");
  const { can, due_at, opened_at, reason, refunded, stage, words } = complaint;
  const move = (what: Move) =>
    onMove(what, text.trim()).then(
      () => setText(""),
      () => undefined,
    );
  return (
    <>
      <Section title={t("complaints.title")}>
        <Row
          title={t(`complaints.stage.${stage}`)}
          text={due_at === null ? undefined : t("complaints.until", { at: when(due_at) })}
        />
        <Row title={t(`complaints.reason.${reason}`)} text={complaint.text} trail={when(opened_at)} />
        {words.map((word) => (
          <Row key={word.at} title={t(`complaints.side.${word.side}`)} text={word.text} trail={when(word.at)} />
        ))}
        {refunded !== null && (
          <Row
            title={t("complaints.refunded")}
            trail={<span className="numbers">{money(refunded, { exact: true })}</span>}
          />
        )}
      </Section>
      {can.length > 0 && (
        <section className="complaint-act">
          <Words label={t("complaints.say")} value={text} onChange={setText} error={error} />
          {can.map((what) => (
            <Button
              key={what}
              isBlock
              weight={what === "answer" || what === "settle" ? "solid" : "soft"}
              isBusy={isBusy}
              disabled={!bare.includes(what) && text.trim() === ""}
              onClick={() => void move(what)}
            >
              {t(`complaints.move.${what}`)}
            </Button>
          ))}
        </section>
      )}
    </>
  );
}
