import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import { useSharing } from "./sharing";
import { marksQuery, SHOWN, type Sharing, type Shown } from "./standing";

/** What others see of it, and the way back from being scored. */
export function ShownTo({ sharing }: { sharing: Sharing }) {
  const { t, day } = useSpeech();
  const [isLeaving, setLeaving] = useState(false);
  const saying = useSharing(() => toast.done(t("standing.saved")));
  const left = useQuery({ ...marksQuery, enabled: isLeaving }).data?.would_be_left;
  // To choose who sees it is no yes to words that changed since.
  const say = (is_scored: boolean, shown: Shown) =>
    saying.mutate({ is_scored, shown, wording_version: sharing.agreed_version });
  return (
    <section className="section">
      <h2 className="section-title">{t("standing.shown")}</h2>
      <Chips
        label={t("standing.shown")}
        value={sharing.shown}
        choices={SHOWN.map((value) => ({ value, label: t(`standing.shown.${value}`) }))}
        onChange={(shown) => say(true, shown)}
      />
      <p className="standing-note">{t(`standing.shownText.${sharing.shown}`)}</p>
      <Button weight="soft" tone="danger" isBlock onClick={() => setLeaving(true)}>
        {t("standing.leave.button")}
      </Button>
      <SheetDialog title={t("standing.leave.title")} isOpen={isLeaving} onClose={() => setLeaving(false)}>
        <div className="standing-sheet">
          <p>{t("standing.leave.text")}</p>
          {left && <p>{t("standing.leave.kept", { until: day(left.kept_until) })}</p>}
          <Button tone="danger" isBlock isBusy={saying.isPending} onClick={() => say(false, "nothing")}>
            {t("standing.leave.yes")}
          </Button>
          <Button weight="plain" isBlock onClick={() => setLeaving(false)}>
            {t("standing.leave.no")}
          </Button>
        </div>
      </SheetDialog>
    </section>
  );
}
