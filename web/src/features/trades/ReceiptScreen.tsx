import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { OwnComplaint } from "@/features/complaints";
import { ConfirmSheet, type Word } from "@/features/guard";
import { useReadingOf } from "@/features/notify";
import { Own } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { receiptQuery, type Receipt } from "./trades";
import "./trades.css";

/** One payment to a shop; one that a seller has charged is confirmed here. */
export function ReceiptScreen() {
  const { t } = useSpeech();
  const id = useParams()["id"] ?? "";
  const receipt = useQuery(receiptQuery(id));
  useReadingOf(id);
  return (
    <Own title={t("trades.receipt")}>
      {() => (
        <Page title={t("trades.receipt")} hasBack>
          {receipt.isPending && <ListSkeleton rows={2} />}
          {receipt.isLoadingError && <ErrorFace error={receipt.error} onRetry={() => void receipt.refetch()} />}
          {receipt.data && <Told receipt={receipt.data} />}
        </Page>
      )}
    </Own>
  );
}

function Told({ receipt }: { receipt: Receipt }) {
  const { t, money, when } = useSpeech();
  const { amount, refunded } = receipt;
  return (
    <>
      <section className="cashier-head">
        <p className="cashier-shop">{receipt.merchant}</p>
        <p className="cashier-sum numbers">{money(amount, { exact: true })}</p>
        <p className="cashier-subject">{receipt.subject}</p>
      </section>
      {receipt.awaits && <Confirm receipt={receipt} />}
      <Section>
        <Row title={t(receipt.awaits ? "trades.chargedAt" : "trades.paidAt")} trail={when(receipt.at)} />
        {refunded.minor > 0 && (
          <Row
            title={t("trades.refunded")}
            trail={<span className="numbers">{money(refunded, { exact: true })}</span>}
          />
        )}
        <Row title={t("trades.tradeNo")} text={<span className="numbers">{receipt.trade_no}</span>} />
      </Section>
      {!receipt.awaits && <OwnComplaint tradeId={receipt.id} />}
    </>
  );
}

function Confirm({ receipt }: { receipt: Receipt }) {
  const { t, money } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const amount = money(receipt.amount, { exact: true });
  const what = t("trades.payTo", { amount, merchant: receipt.merchant });
  const params = { path: { trade_id: receipt.id } };
  const pay = useAct((word: Word) => got(http.POST("/api/me/pay/receipts/{trade_id}/pay", { params, body: word })), {
    touches: [["receipts"], ["wallet"]],
    onDone: () => {
      setOpen(false);
      toast.done(t("trades.paidTo", { merchant: receipt.merchant }));
    },
  });
  return (
    <>
      <p className="cashier-note">{t("trades.awaitsText", { merchant: receipt.merchant })}</p>
      <Button isBlock onClick={() => setOpen(true)}>
        {what}
      </Button>
      <ConfirmSheet
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        what={what}
        askForPasskey={() => got(http.POST("/api/me/pay/receipts/{trade_id}/passkey", { params }))}
        onWord={(word) => pay.mutateAsync(word)}
      />
    </>
  );
}
