import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { useSpeech } from "@/app/i18n";
import { OwnComplaint } from "@/features/complaints";
import { useReadingOf } from "@/features/notify";
import { Own } from "@/features/people";
import { DueNote, useTabOf } from "@/features/tabs";
import { ErrorFace } from "@/ui/Face";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { PayAwaiting } from "./PayAwaiting";
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
  const { t } = useSpeech();
  const tab = useTabOf(receipt.id);
  return (
    <>
      {tab ? (
        <DueNote tab={tab} />
      ) : (
        <p className="cashier-note">{t("trades.awaitsText", { merchant: receipt.merchant })}</p>
      )}
      <PayAwaiting {...receipt} />
    </>
  );
}
