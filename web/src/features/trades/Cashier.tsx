import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { ApiError } from "@/api";
import { useSpeech } from "@/app/i18n";
import { useMe } from "@/features/people";
import { Reservation } from "@/features/reservations";
import { ErrorFace, Face } from "@/ui/Face";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";
import { BillHead } from "./BillHead";
import { BillPaid } from "./BillPaid";
import { PayBill } from "./PayBill";
import { billQuery, hostOf, scanQuery, type Bill } from "./trades";
import "./trades.css";

/** What a shop's page, a printed code or a counter's code opens: whom one pays, for what, how much, and paying it. */
export function Cashier() {
  const { t } = useSpeech();
  const code = useParams()["code"] ?? "";
  const { me } = useMe();
  const bill = useQuery(billQuery(code));
  const isOrder = bill.data !== undefined && bill.data.amount !== null;
  const scan = useQuery({
    ...scanQuery(code, me?.id),
    enabled: Boolean(me) && isOrder && bill.data.stage === "waiting",
  });
  // Whoever saw it wait goes back to the shop by themselves; who opens it later is asked.
  const [sawItWait, setSawItWait] = useState(false);
  const isWaiting = bill.data?.stage === "waiting";
  if (isWaiting && !sawItWait) setSawItWait(true);
  return (
    <Page title={bill.data ? t("trades.pay", { merchant: bill.data.merchant }) : t("trades.title")}>
      {(bill.isPending || me === undefined) && <ListSkeleton rows={2} />}
      {bill.isLoadingError &&
        (isUnknown(bill.error) ? (
          <Reservation code={code} otherwise={bill.error} />
        ) : (
          <ErrorFace error={bill.error} onRetry={() => void bill.refetch()} />
        ))}
      {bill.data && me !== undefined && (
        <Told
          bill={bill.data}
          error={isOver(bill.error) ? bill.error : scan.error}
          isSomebody={me !== null}
          goesBack={sawItWait}
        />
      )}
    </Page>
  );
}

/** Whether a second look says that there is nothing to pay any more; a network that is down for a moment says nothing. */
function isOver(error: Error | null): boolean {
  return isUnknown(error) || (error instanceof ApiError && error.code === "trade_closed");
}

/** Whether a code is no bill's; it may still be one by which a merchant asks to hold money back. */
function isUnknown(error: Error | null): boolean {
  return error instanceof ApiError && error.code === "code_unknown";
}

interface ToldProps {
  bill: Bill;
  error: Error | null;
  isSomebody: boolean;
  goesBack: boolean;
}

function Told({ bill, error, isSomebody, goesBack }: ToldProps) {
  const { t } = useSpeech();
  if (bill.stage === "paid" || bill.stage === "finished") return <BillPaid bill={bill} goesBack={goesBack} />;
  if (bill.stage === "closed")
    return (
      <Face icon="prohibit" title={t("trades.closed")} text={t("trades.closedText", { merchant: bill.merchant })} />
    );
  if (bill.payer === "another")
    return <Face icon="prohibit" title={t("trades.another")} text={t("trades.anotherText")} />;
  if (error) return <ErrorFace error={error} />;
  return (
    <>
      <BillHead bill={bill} />
      <PayBill bill={bill} isSomebody={isSomebody} />
      {bill.quit_url !== "" && (
        <a className="cashier-quit" href={bill.quit_url}>
          {t("trades.quit", { host: hostOf(bill.quit_url) })}
        </a>
      )}
      {bill.channel === "page" && <OnPhone code={bill.code} />}
    </>
  );
}

/** On a wide screen: the same page for the phone, where one may be signed in already. */
function OnPhone({ code }: { code: string }) {
  const { t } = useSpeech();
  return (
    <section className="cashier-phone">
      <img src={`/api/pay/codes/${code}/picture`} width={160} height={160} alt={t("trades.onPhoneCode")} />
      <p>{t("trades.onPhone")}</p>
    </section>
  );
}
