import { useState } from "react";
import { ApiError, got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { TopUpSheet, useAvailable } from "@/features/pay";
import { Button } from "@/ui/Button";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { Countdown } from "@/ui/Countdown";
import { toast } from "@/ui/Toast";
import { otherOf, startsFrom, stepOf, type Deal, type Step } from "./deals";
import { DeliverSheet } from "./DeliverSheet";

/** The one button of a deal: what I do next. */
export function NextStep({ deal }: { deal: Deal }) {
  const step = stepOf(deal);
  if (step === "fund") return <Fund deal={deal} />;
  if (step === "start") return <Start deal={deal} />;
  if (step === "deliver") return <Deliver deal={deal} />;
  if (step === "complete" || step === "confirm_cash") return <Confirm deal={deal} step={step} />;
  return null;
}

/** A step that says nothing beside itself, as a command that may be tried again. */
function useStep(deal: Deal, step: Exclude<Step, "deliver">) {
  const params = { path: { deal_id: deal.id } };
  return useAct(
    // The version is part of the act: what happened since makes it another one.
    (_: number, once) => {
      const init = { params, headers: once };
      if (step === "fund") return got(http.POST("/api/deals/{deal_id}/fund", init));
      if (step === "start") return got(http.POST("/api/deals/{deal_id}/start", init));
      if (step === "complete") return got(http.POST("/api/deals/{deal_id}/complete", init));
      return got(http.POST("/api/deals/{deal_id}/cash", init));
    },
    { touches: [["deals"], ["wallet"]] },
  );
}

function Fund({ deal }: { deal: Deal }) {
  const { t, money } = useSpeech();
  const { deposit } = deal.money;
  const price = { ...deal.money.price, minor: deal.money.price.minor + deposit.minor };
  const available = useAvailable(price.currency);
  const [missing, setMissing] = useState<number>();
  const fund = useStep(deal, "fund");
  const words = t("deals.do.fund", { amount: money(price) });
  async function hold() {
    const lacks = price.minor - (available ?? price.minor);
    if (lacks > 0) return setMissing(lacks);
    try {
      await fund.mutateAsync(deal.version);
    } catch (error) {
      // The balance was another than we knew.
      if (error instanceof ApiError && error.code === "insufficient_funds") setMissing(price.minor - (available ?? 0));
      else throw error;
    }
  }
  return (
    <>
      <p className="step-note">
        {available === undefined
          ? t("deals.holdNote", { name: deal.helper.name })
          : t("deals.holdFrom", {
              name: deal.helper.name,
              balance: money({ minor: available, currency: price.currency }),
            })}
      </p>
      {deposit.minor > 0 && <p className="step-note">{t("deals.depositNote", { amount: money(deposit) })}</p>}
      <ConfirmAmount tone="need" onConfirm={hold}>
        {words}
      </ConfirmAmount>
      <TopUpSheet
        isOpen={missing !== undefined}
        onClose={() => setMissing(undefined)}
        currency={price.currency}
        missingMinor={missing}
        then={{ words, act: () => fund.mutateAsync(deal.version) }}
      />
    </>
  );
}

function Start({ deal }: { deal: Deal }) {
  const { t, when } = useSpeech();
  const start = useStep(deal, "start");
  const [now, setNow] = useState(() => Date.now());
  const from = startsFrom(deal, now);
  return (
    <>
      {from !== undefined && (
        <p className="step-note">
          {t("deals.startFrom", { when: when(from) })} (<Countdown until={from} onEnd={() => setNow(Date.now())} />)
        </p>
      )}
      <Button
        tone="offer"
        isBlock
        disabled={from !== undefined}
        isBusy={start.isPending}
        onClick={() => start.mutate(deal.version, { onError: toast.error })}
      >
        {t("deals.do.start", { name: deal.asker.name })}
      </Button>
    </>
  );
}

function Deliver({ deal }: { deal: Deal }) {
  const { t } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button tone="offer" isBlock onClick={() => setOpen(true)}>
        {t("deals.do.deliver")}
      </Button>
      <DeliverSheet deal={deal} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}

function Confirm({ deal, step }: { deal: Deal; step: "complete" | "confirm_cash" }) {
  const { t, money } = useSpeech();
  const confirm = useStep(deal, step);
  const isCash = deal.payment === "cash";
  const amount = money(isCash ? deal.money.price : deal.money.in_escrow);
  const { name } = otherOf(deal);
  const key = step === "confirm_cash" ? "deals.do.confirmCash" : isCash ? "deals.do.paidCash" : "deals.do.complete";
  return (
    <>
      <p className="step-note">{t(isCash ? "deals.cashNote" : "deals.releaseNote", { name })}</p>
      <ConfirmAmount
        tone={deal.side === "asker" ? "need" : "offer"}
        onConfirm={() => confirm.mutateAsync(deal.version)}
      >
        {t(key, { amount, name })}
      </ConfirmAmount>
    </>
  );
}
