import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { SheetDialog } from "@/ui/SheetDialog";
import { Words } from "@/ui/Words";
import { ComplaintTalk } from "./ComplaintTalk";
import { ownComplaintQuery, REASONS, type Reason } from "./complaints";
import "./complaints.css";

interface BuyersMove {
  move: "reply" | "settle" | "escalate" | "withdraw";
  text: string | null;
}

/** At a receipt: complaining of what I paid for, and how that goes on. */
export function OwnComplaint({ tradeId }: { tradeId: string }) {
  const { t } = useSpeech();
  const { queryKey } = ownComplaintQuery(tradeId);
  const own = useQuery(ownComplaintQuery(tradeId));
  const [isOpen, setOpen] = useState(false);
  const params = { path: { trade_id: tradeId } };
  const move = useAct(
    (body: BuyersMove, once) =>
      got(http.POST("/api/me/pay/receipts/{trade_id}/complaint/moves", { params, body, headers: once })),
    { touches: [queryKey, ["wallet"]] },
  );
  if (own.data)
    return (
      <ComplaintTalk
        complaint={own.data}
        bare={["settle", "escalate", "withdraw"]}
        isBusy={move.isPending}
        error={move.error}
        onMove={(what, text) => move.mutateAsync({ move: what as BuyersMove["move"], text: text === "" ? null : text })}
      />
    );
  if (own.data === undefined) return null;
  return (
    <section className="complaint-act">
      <Button weight="plain" isBlock onClick={() => setOpen(true)}>
        {t("complaints.complain")}
      </Button>
      <SheetDialog title={t("complaints.complain")} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Complain tradeId={tradeId} onDone={() => setOpen(false)} />
      </SheetDialog>
    </section>
  );
}

function Complain({ tradeId, onDone }: { tradeId: string; onDone: () => void }) {
  const { t } = useSpeech();
  const [reason, setReason] = useState<Reason>();
  const [text, setText] = useState("");
  const params = { path: { trade_id: tradeId } };
  const complain = useAct(
    (body: { reason: Reason; text: string }, once) =>
      got(http.POST("/api/me/pay/receipts/{trade_id}/complaint", { params, body, headers: once })),
    { touches: [ownComplaintQuery(tradeId).queryKey], onDone },
  );
  return (
    <>
      <Chips
        label={t("complaints.why")}
        choices={REASONS.map((value) => ({ value, label: t(`complaints.reason.${value}`) }))}
        value={reason}
        onChange={setReason}
      />
      <Words
        label={t("complaints.what")}
        hint={t("complaints.whatHint")}
        value={text}
        onChange={setText}
        error={complain.error}
      />
      <Button
        isBlock
        isBusy={complain.isPending}
        disabled={reason === undefined || text.trim() === ""}
        onClick={() => reason && complain.mutate({ reason, text: text.trim() })}
      >
        {t("complaints.send")}
      </Button>
    </>
  );
}
