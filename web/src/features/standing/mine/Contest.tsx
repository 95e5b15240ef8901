import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useSpeech } from "@/app/i18n";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { AppealForm } from "./AppealForm";
import { appealsQuery } from "./standing";

/** The way to a human about one thing; once taken it says that its clock runs. */
export function Contest({ factId, children }: { factId: string; children: ReactNode }) {
  const { t } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const appeals = useQuery(appealsQuery);
  const isContested = appeals.data?.items.some(({ fact_id, stage }) => fact_id === factId && stage === "open");
  if (isContested) return <Row icon="clock" title={t("standing.appeal.stage.open")} text={t("standing.appeal.sent")} />;
  return (
    <>
      <Row
        icon="flag"
        title={t("standing.appeal.this")}
        text={t("standing.appeal.wholeText")}
        onClick={() => setOpen(true)}
      />
      <SheetDialog title={t("standing.appeal.this")} isOpen={isOpen} onClose={() => setOpen(false)}>
        <div className="standing-sheet">
          <p>{children}</p>
          <AppealForm factId={factId} onDone={() => setOpen(false)} />
        </div>
      </SheetDialog>
    </>
  );
}
