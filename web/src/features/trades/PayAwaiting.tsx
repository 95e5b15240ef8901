import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { ConfirmSheet, type Word } from "@/features/guard";
import { TopUpSheet, useAvailable } from "@/features/pay";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/Toast";
import type { Receipt } from "./trades";

/** Pays what waits for my word, by password or passkey; what is missing in the balance is put in first. */
export function PayAwaiting({ id, amount, merchant }: Pick<Receipt, "id" | "amount" | "merchant">) {
  const { t, money } = useSpeech();
  const { currency } = amount;
  const available = useAvailable(currency);
  const [open, setOpen] = useState<"word" | "topUp">();
  const close = () => setOpen(undefined);
  const what = t("trades.payTo", { amount: money(amount, { exact: true }), merchant });
  const params = { path: { trade_id: id } };
  const pay = useAct((word: Word) => got(http.POST("/api/me/pay/receipts/{trade_id}/pay", { params, body: word })), {
    touches: [["receipts"], ["tabs"], ["wallet"]],
    onDone: () => {
      close();
      toast.done(t("trades.paidTo", { merchant }));
    },
  });
  const missing = Math.max(0, amount.minor - (available ?? amount.minor));
  return (
    <>
      {missing > 0 ? (
        <Button key="topUp" isBlock onClick={() => setOpen("topUp")}>
          {t("trades.topUpFirst", { amount: money({ minor: missing, currency }, { exact: true }) })}
        </Button>
      ) : (
        // Another button once the balance is known, so that it does not fade from one to the other.
        <Button
          key={available === undefined ? "unknown" : "pay"}
          isBlock
          disabled={available === undefined}
          onClick={() => setOpen("word")}
        >
          {what}
        </Button>
      )}
      <TopUpSheet isOpen={open === "topUp"} onClose={close} currency={currency} missingMinor={missing || undefined} />
      <ConfirmSheet
        isOpen={open === "word"}
        onClose={close}
        what={what}
        askForPasskey={() => got(http.POST("/api/me/pay/receipts/{trade_id}/passkey", { params }))}
        onWord={(word) => pay.mutateAsync(word)}
      />
    </>
  );
}
