import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useDraft } from "@/app/draft";
import { useSpeech } from "@/app/i18n";
import { otherOf, type Deal } from "@/features/deals";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Photos } from "@/ui/Photos";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import { Words } from "@/ui/Words";
import { reasonsOf, type Reason } from "./disputes";
import "./disputes.css";

interface Draft {
  reason?: Reason;
  text: string;
  pictures: string[];
}

const NOTHING: Draft = { text: "", pictures: [] };
const PICTURES_MAX = 8;

/** Says that it is not as agreed: the money stays where it is until the two agree, or an operator decides. */
export function DisputeSheet({ deal, isOpen, onClose }: { deal: Deal; isOpen: boolean; onClose: () => void }) {
  const { t, money } = useSpeech();
  const [draft, setDraft, forget] = useDraft(`dispute.${deal.id}`, NOTHING);
  const [isSending, setSending] = useState(false);
  const { name } = otherOf(deal);
  const open = useAct(
    (given: { reason: Reason; text: string; picture_ids: string[] }, once) =>
      got(
        http.POST("/api/deals/{deal_id}/dispute", {
          params: { path: { deal_id: deal.id } },
          body: given,
          headers: once,
        }),
      ),
    {
      touches: [["deals"]],
      onError: toast.error,
      onDone: () => {
        forget();
        onClose();
      },
    },
  );
  const { reason, text, pictures } = draft;
  return (
    <SheetDialog title={t("disputes.title")} isOpen={isOpen} onClose={onClose}>
      <p className="dispute-note">
        {t(deal.payment === "cash" ? "disputes.openNoteCash" : "disputes.openNote", {
          amount: money(deal.money.in_escrow),
          name,
        })}
      </p>
      <Chips
        label={t("disputes.what")}
        choices={reasonsOf(deal.side).map((value) => ({ value, label: t(`disputes.reason.${value}`) }))}
        value={reason}
        onChange={(next) => setDraft((now) => ({ ...now, reason: next }))}
      />
      <Words
        label={t("disputes.words")}
        value={text}
        onChange={(next) => setDraft((now) => ({ ...now, text: next }))}
      />
      <Photos
        label={t("disputes.pictures")}
        value={pictures}
        onChange={(next) => setDraft((now) => ({ ...now, pictures: [...next] }))}
        onBusy={setSending}
        max={PICTURES_MAX}
      />
      <Button
        tone="danger"
        isBlock
        isBusy={open.isPending}
        disabled={reason === undefined || isSending}
        onClick={() => reason && open.mutate({ reason, text, picture_ids: pictures })}
      >
        {t("disputes.open", { name })}
      </Button>
    </SheetDialog>
  );
}
