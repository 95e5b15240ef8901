import { Link } from "react-router";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import type { Paid } from "./trades";

/** What the seller is shown at the counter: paid, how much, when. */
export function CounterPaid({ paid, merchant, onAgain }: { paid: Paid; merchant: string; onAgain: () => void }) {
  const { t, money, when } = useSpeech();
  return (
    <section className="cashier-done" role="status">
      <Icon name="check-circle" size={40} />
      <p className="cashier-sum numbers">{money(paid.amount, { exact: true })}</p>
      <p>{t("trades.paidTo", { merchant })}</p>
      {paid.at !== null && <p className="cashier-note">{when(paid.at)}</p>}
      <p className="cashier-note numbers">{t("trades.number", { number: paid.trade_no })}</p>
      <Link className="cashier-link" to="/pay/receipts">
        {t("trades.toReceipts")}
      </Link>
      <Button weight="plain" onClick={onAgain}>
        {t("trades.again")}
      </Button>
    </section>
  );
}
