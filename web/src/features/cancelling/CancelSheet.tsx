import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { got, http, readable } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { otherOf, type Deal } from "@/features/deals";
import { Chips } from "@/ui/Chips";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { SheetDialog } from "@/ui/SheetDialog";
import "./cancelling.css";

type Reason = Deal["reasons_to_cancel"][number];

// What it costs moves with the clock, so it is asked anew each time.
const costQuery = (deal: Deal, reason: Reason) =>
  queryOptions({
    queryKey: ["deals", deal.id, "cancellation", reason, deal.version],
    queryFn: () =>
      got(http.GET("/api/deals/{deal_id}/cancellation", { params: { path: { deal_id: deal.id }, query: { reason } } })),
    staleTime: 0,
  });

/** Calls a deal off: why, then who pays what, then the act. */
export function CancelSheet({ deal, isOpen, onClose }: { deal: Deal; isOpen: boolean; onClose: () => void }) {
  const { t } = useSpeech();
  const [reason, setReason] = useState<Reason>();
  const choices = deal.reasons_to_cancel.map((value) => ({ value, label: t(`cancelling.reason.${value}`) }));
  return (
    <SheetDialog title={t("cancelling.title")} isOpen={isOpen} onClose={onClose}>
      <h3 className="cancel-why">{t("cancelling.why")}</h3>
      <Chips label={t("cancelling.why")} choices={choices} value={reason} onChange={setReason} />
      {reason !== undefined && <Cost deal={deal} reason={reason} onDone={onClose} />}
    </SheetDialog>
  );
}

function Cost({ deal, reason, onDone }: { deal: Deal; reason: Reason; onDone: () => void }) {
  const { t, money } = useSpeech();
  const cost = useQuery(costQuery(deal, reason));
  const cancel = useAct(
    (given: { reason: Reason; version: number }, once) =>
      got(
        http.POST("/api/deals/{deal_id}/cancel", {
          params: { path: { deal_id: deal.id } },
          body: given,
          headers: once,
        }),
      ),
    { touches: [["deals"], ["wallet"], ["needs"]], onDone },
  );
  if (cost.isError) {
    const { title, remedy } = readable(cost.error);
    return (
      <p className="cancel-cost" role="alert">
        {title} {remedy}
      </p>
    );
  }
  if (cost.data === undefined) return <p className="cancel-cost">{t("cancelling.counting")}</p>;
  const { to_asker, to_helper, why } = cost.data;
  const { name } = otherOf(deal);
  const shares = { asker: money(to_asker), helper: money(to_helper), name };
  const isNothing = to_asker.minor === 0 && to_helper.minor === 0;
  const all = to_helper.minor === 0 ? { amount: shares.asker, side: deal.side, name } : undefined;
  return (
    <>
      <div className="cancel-cost" aria-live="polite">
        <p className="cancel-shares">
          {isNothing
            ? t("cancelling.nothing")
            : all
              ? t("cancelling.back", all)
              : t(`cancelling.shares.${deal.side}`, shares)}
        </p>
        <p>{t(`cancelling.because.${why}`)}</p>
      </div>
      <ConfirmAmount tone="danger" onConfirm={() => cancel.mutateAsync({ reason, version: deal.version })}>
        {isNothing
          ? t("cancelling.callOff")
          : all
            ? t("cancelling.callOffBack", all)
            : t(`cancelling.callOffShares.${deal.side}`, shares)}
      </ConfirmAmount>
    </>
  );
}
