import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Own } from "@/features/people";
import { AmountField, minorOf, typedOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { ErrorFace } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { Money } from "@/ui/Money";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { merchantQuery, saleQuery, type Sale } from "./merchants";
import "./merchants.css";

/** One trade that my shop was paid: what for, by whom, what was given back, and giving back more of it. */
export function SoldTrade() {
  const { t } = useSpeech();
  const sale = useQuery(saleQuery(useParams()["trade"] ?? ""));
  return (
    <Own title={t("merchants.trade")}>
      {() => (
        <Page title={t("merchants.trade")} hasBack>
          {sale.isPending && <ListSkeleton rows={3} />}
          {sale.isLoadingError && <ErrorFace error={sale.error} onRetry={() => void sale.refetch()} />}
          {sale.data && <Told sale={sale.data} />}
        </Page>
      )}
    </Own>
  );
}

function Told({ sale }: { sale: Sale }) {
  const { t, when } = useSpeech();
  const { trade, refunds, payer } = sale;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <section className="shop-form" aria-label={t("merchants.trade")}>
        <h2 className="shop-name">{trade.subject}</h2>
        <p className="shop-sum">
          <Money amount={trade.amount} isExact />
        </p>
        {trade.holding === "held" && <p className="shop-note">{t("merchants.held")}</p>}
        {trade.left.minor > 0 ? (
          <Button weight="soft" tone="shop" onClick={() => setOpen(true)}>
            {t("merchants.giveBack")}
          </Button>
        ) : (
          <p className="shop-note">
            {t(trade.stage === "closed" ? "merchants.allGivenBack" : "merchants.pastGivingBack")}
          </p>
        )}
      </section>
      <Section>
        <Row title={t("merchants.paidAt")} trail={when(trade.paid_at)} />
        {payer !== "" && <Row title={t("merchants.payer")} trail={<span className="numbers">{payer}</span>} />}
        <Row title={t("merchants.tradeNo")} text={<span className="numbers">{trade.trade_no}</span>} />
        {trade.by_app && (
          <Row title={t("merchants.orderNo")} text={<span className="numbers">{trade.order_no}</span>} />
        )}
      </Section>
      {refunds.length > 0 && (
        <Section title={t("merchants.refunds")}>
          {refunds.map((refund) => (
            <Row
              key={refund.at + refund.amount.minor}
              title={refund.reason || t("merchants.noReason")}
              text={when(refund.at)}
              trail={<Money amount={refund.amount} isExact />}
            />
          ))}
        </Section>
      )}
      <SheetDialog title={t("merchants.giveBack")} isOpen={isOpen} onClose={() => setOpen(false)}>
        <GiveBack sale={sale} onDone={() => setOpen(false)} />
      </SheetDialog>
    </>
  );
}

function GiveBack({ sale, onDone }: { sale: Sale; onDone: () => void }) {
  const { t, money } = useSpeech();
  const { trade_no, left } = sale.trade;
  const [typed, setTyped] = useState(() => typedOf(left));
  const [reason, setReason] = useState("");
  const minor = minorOf(typed, left.currency) ?? 0;
  const amount = money({ minor, currency: left.currency }, { exact: true });
  const give = useAct(
    (body: { amount: { minor: number; currency: string }; reason: string }, headers) =>
      got(
        http.POST("/api/me/pay/merchant/trades/{trade_no}/refund", { params: { path: { trade_no } }, body, headers }),
      ),
    {
      touches: [["takings"], merchantQuery.queryKey],
      onDone: () => {
        toast.done(t("merchants.isGivenBack", { amount }));
        onDone();
      },
    },
  );
  return (
    <>
      <AmountField
        label={t("merchants.amount")}
        hint={t("merchants.left", { amount: money(left, { exact: true }) })}
        error={give.error}
        currency={left.currency}
        value={typed}
        onChange={setTyped}
      />
      <Field label={t("merchants.reason")} value={reason} maxLength={200} onChange={setReason} />
      <p className="shop-note">{t("merchants.giveBackText")}</p>
      <ConfirmAmount
        tone="shop"
        isDisabled={minor === 0 || minor > left.minor}
        onConfirm={() =>
          give.mutateAsync({ amount: { minor, currency: left.currency }, reason }).catch(() => undefined)
        }
      >
        {t("merchants.giveBackAmount", { amount })}
      </ConfirmAmount>
    </>
  );
}
