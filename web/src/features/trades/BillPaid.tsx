import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { hostOf, returnQuery, type Bill } from "./trades";

const GOES_AFTER_S = 5;

/** Paid: by whom, and back to the shop that sent one here. */
export function BillPaid({ bill, goesBack }: { bill: Bill; goesBack: boolean }) {
  const { t, money } = useSpeech();
  const back = useQuery(returnQuery(bill.code));
  const url = back.data?.url ?? null;
  return (
    <section className="cashier-done" role="status">
      <Icon name="check-circle" size={40} />
      {bill.amount && <p className="cashier-sum numbers">{money(bill.amount, { exact: true })}</p>}
      <p>{t(bill.payer === "you" ? "trades.paidTo" : "trades.paidAlready", { merchant: bill.merchant })}</p>
      <p className="cashier-subject">{bill.subject}</p>
      {url !== null && <Back url={url} isByItself={goesBack} />}
      {bill.payer === "you" && (
        <Link className="cashier-link" to="/pay/receipts">
          {t("trades.toReceipts")}
        </Link>
      )}
    </section>
  );
}

function Back({ url, isByItself }: { url: string; isByItself: boolean }) {
  const { t } = useSpeech();
  const [stays, setStays] = useState(!isByItself);
  const [left, setLeft] = useState(GOES_AFTER_S);
  useEffect(() => {
    if (stays) return;
    if (left === 0) {
      window.location.assign(url);
      return;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left, stays, url]);
  return (
    <>
      <Button isBlock onClick={() => window.location.assign(url)}>
        {t("trades.back", { host: hostOf(url) })}
      </Button>
      {!stays && (
        <>
          <p className="cashier-note numbers">{t("trades.backIn", { seconds: left })}</p>
          <Button weight="plain" onClick={() => setStays(true)}>
            {t("trades.stay")}
          </Button>
        </>
      )}
    </>
  );
}
