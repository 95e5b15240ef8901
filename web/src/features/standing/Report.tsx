import { useState } from "react";
import { got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Icon } from "@/ui/Icon";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import { Words } from "@/ui/Words";
import { REASONS, type Reason } from "./standing";
import "./standing.css";

interface Props {
  kind: Shape<"ReportDraft">["subject_kind"];
  id: string;
}

/** A line that opens a report; somebody of the community reads it. */
export function Report({ kind, id }: Props) {
  const { t } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState<Reason>();
  const [text, setText] = useState("");
  const reporting = useAct((body: Shape<"ReportDraft">, headers) => got(http.POST("/api/reports", { body, headers })), {
    onDone: () => {
      setOpen(false);
      toast.done(t("standing.report.done"));
    },
    onError: toast.error,
  });
  return (
    <>
      <Row icon="flag" title={t("standing.report.title")} onClick={() => setOpen(true)} />
      <SheetDialog title={t("standing.report.title")} isOpen={isOpen} onClose={() => setOpen(false)}>
        <div className="report">
          <Chips
            label={t("standing.report.why")}
            value={reason}
            choices={REASONS.map((value) => ({ value, label: t(`standing.report.reason.${value}`) }))}
            onChange={setReason}
          />
          <Words label={t("standing.report.text")} hint={t("standing.report.hint")} value={text} onChange={setText} />
          <Button
            tone="danger"
            isBlock
            icon={<Icon name="flag" size={20} />}
            disabled={!reason}
            isBusy={reporting.isPending}
            onClick={() => reason && reporting.mutate({ subject_kind: kind, subject_id: id, reason, text })}
          >
            {t("standing.report.send")}
          </Button>
        </div>
      </SheetDialog>
    </>
  );
}
