import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { otherOf, type Deal } from "@/features/deals";
import { TopUpSheet, useAvailable } from "@/features/pay";
import { Button } from "@/ui/Button";
import { Section } from "@/ui/Page";
import { toast } from "@/ui/Toast";
import "./adjustments.css";

type TopUp = Shape<"TopUpView">;

const topUpsQuery = (dealId: string) =>
  queryOptions({
    queryKey: ["deals", dealId, "top-ups"],
    queryFn: () => got(http.GET("/api/deals/{deal_id}/top-ups", { params: { path: { deal_id: dealId } } })),
  });

/** More money that was asked for and waits for an answer. */
export function TopUps({ deal }: { deal: Deal }) {
  const { t } = useSpeech();
  const isPossible = deal.can.includes("top_up");
  const { data } = useQuery({ ...topUpsQuery(deal.id), enabled: isPossible });
  const waiting = data?.items.filter(({ stage }) => stage === "proposed") ?? [];
  if (!isPossible || waiting.length === 0) return null;
  return (
    <Section title={t("adjustments.asked")}>
      {waiting.map((topUp) =>
        topUp.by_me ? (
          <Mine key={topUp.id} deal={deal} topUp={topUp} />
        ) : (
          <Theirs key={topUp.id} deal={deal} topUp={topUp} />
        ),
      )}
    </Section>
  );
}

function Mine({ deal, topUp }: { deal: Deal; topUp: TopUp }) {
  const { t, money } = useSpeech();
  return (
    <div className="top-up">
      <p>{t("adjustments.waits", { amount: money(topUp.amount), name: otherOf(deal).name })}</p>
      {topUp.reason !== "" && <p className="top-up-reason">{topUp.reason}</p>}
    </div>
  );
}

function Theirs({ deal, topUp }: { deal: Deal; topUp: TopUp }) {
  const { t, money } = useSpeech();
  const amount = money(topUp.amount);
  const { name } = otherOf(deal);
  const available = useAvailable(topUp.amount.currency);
  const [missing, setMissing] = useState<number>();
  const path = { deal_id: deal.id, top_up_id: topUp.id };
  const touches = [["deals"], ["wallet"]];
  const accept = useAct(
    (_: number, once) =>
      got(http.POST("/api/deals/{deal_id}/top-ups/{top_up_id}/accept", { params: { path }, headers: once })),
    { touches },
  );
  const decline = useAct(
    (_: number, once) =>
      got(http.POST("/api/deals/{deal_id}/top-ups/{top_up_id}/decline", { params: { path }, headers: once })),
    { touches, onError: toast.error },
  );
  const isMineToPay = deal.side === "asker" && deal.payment === "balance";
  const words = isMineToPay ? t("adjustments.addToHeld", { amount }) : t("adjustments.accept", { amount });
  async function yes() {
    const lacks = topUp.amount.minor - (available ?? topUp.amount.minor);
    if (isMineToPay && lacks > 0) return setMissing(lacks);
    try {
      await accept.mutateAsync(deal.version);
    } catch (error) {
      if (isMineToPay && error instanceof ApiError && error.code === "top_up_not_covered")
        setMissing(topUp.amount.minor);
      else toast.error(error);
    }
  }
  return (
    <div className="top-up">
      <p>{t(`adjustments.asks.${deal.side}`, { name, amount })}</p>
      {topUp.reason !== "" && <p className="top-up-reason">{topUp.reason}</p>}
      <div className="top-up-answers">
        <Button tone={deal.side === "asker" ? "need" : "offer"} isBusy={accept.isPending} onClick={() => void yes()}>
          {words}
        </Button>
        <Button weight="soft" isBusy={decline.isPending} onClick={() => decline.mutate(deal.version)}>
          {t("adjustments.decline")}
        </Button>
      </div>
      <TopUpSheet
        isOpen={missing !== undefined}
        onClose={() => setMissing(undefined)}
        currency={topUp.amount.currency}
        missingMinor={missing}
        then={{ words, act: () => accept.mutateAsync(deal.version) }}
      />
    </div>
  );
}
