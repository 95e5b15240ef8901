import { useMemo, useState } from "react";
import { got, http, ApiError } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { AmountField, minorOf, typedOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { MomentField, typedMoment } from "@/ui/MomentField";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import { Words } from "@/ui/Words";
import { counterOf, otherOf, type Bid } from "./bids";

/** Another fee, another time, a word about it: the next version, which the other one may accept. */
export function Counter({ bid, onClose }: { bid: Bid; onClose: () => void }) {
  const { t, money } = useSpeech();
  const shown = useMemo(() => ({ startsAt: typedMoment(new Date(bid.starts_at)) }), [bid.starts_at]);
  const [typed, setTyped] = useState({ fee: typedOf(bid.fee), note: "", ...shown });
  const body = counterOf(bid, typed, shown);
  const minor = minorOf(typed.fee, bid.fee.currency);
  const countering = useAct(
    (said: NonNullable<typeof body>, headers) =>
      got(http.POST("/api/bids/{bid_id}/counter", { params: { path: { bid_id: bid.id } }, body: said, headers })),
    {
      touches: [["bids"]],
      onDone: () => {
        toast.done(t("bids.countered", { name: otherOf(bid).name }));
        onClose();
      },
    },
  );
  const path = countering.error instanceof ApiError ? countering.error.problem.path : undefined;
  return (
    <SheetDialog title={t("bids.counter")} isOpen onClose={onClose}>
      <div className="bid-form">
        <AmountField
          label={t("bids.fee")}
          currency={bid.fee.currency}
          value={typed.fee}
          onChange={(fee) => setTyped({ ...typed, fee })}
          error={path === undefined || path.startsWith("fee") ? countering.error : undefined}
        />
        <MomentField
          label={t("bids.startsAt")}
          value={typed.startsAt}
          onChange={(startsAt) => setTyped({ ...typed, startsAt })}
          error={path !== undefined && !path.startsWith("fee") ? countering.error : undefined}
        />
        <Words label={t("bids.note")} value={typed.note} onChange={(note) => setTyped({ ...typed, note })} rows={2} />
        <Button
          tone="offer"
          isBlock
          isBusy={countering.isPending}
          disabled={!body}
          onClick={() => body && countering.mutate(body)}
        >
          {minor === undefined
            ? t("bids.proposeNothing")
            : t("bids.propose", { amount: money({ minor, currency: bid.fee.currency }) })}
        </Button>
      </div>
    </SheetDialog>
  );
}
