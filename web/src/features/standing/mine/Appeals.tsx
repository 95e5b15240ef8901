import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { Countdown } from "@/ui/Countdown";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { AppealForm } from "./AppealForm";
import type { Appeal } from "./standing";

/** What I contested: its clock while it is open, and how it ended. */
export function Appeals({ appeals }: { appeals: readonly Appeal[] }) {
  const { t } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const canContestAll = !appeals.some(({ fact_id, stage }) => fact_id === null && stage === "open");
  return (
    <>
      <Section title={t("standing.appeals")}>
        {appeals.map((appeal) => (
          <OneAppeal key={appeal.id} appeal={appeal} />
        ))}
        {canContestAll && (
          <Row
            icon="flag"
            title={t("standing.appeal.whole")}
            text={t("standing.appeal.wholeText")}
            onClick={() => setOpen(true)}
          />
        )}
      </Section>
      <SheetDialog title={t("standing.appeal.whole")} isOpen={isOpen} onClose={() => setOpen(false)}>
        <div className="standing-sheet">
          <AppealForm onDone={() => setOpen(false)} />
        </div>
      </SheetDialog>
    </>
  );
}

function OneAppeal({ appeal }: { appeal: Appeal }) {
  const { t, day } = useSpeech();
  return (
    <Row
      icon={appeal.stage === "open" ? "clock" : appeal.stage === "refused" ? "x" : "check"}
      title={t(`standing.appeal.stage.${appeal.stage}`)}
      text={
        <>
          “{appeal.text}”{appeal.note !== "" && <> — {appeal.note}</>}
          {appeal.decided_at !== null && <> · {day(appeal.decided_at)}</>}
        </>
      }
      trail={appeal.stage === "open" && <Countdown until={appeal.due_at} />}
    />
  );
}
