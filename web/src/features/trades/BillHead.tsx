import { useSpeech } from "@/app/i18n";
import { Countdown } from "@/ui/Countdown";
import { Icon } from "@/ui/Icon";
import type { Bill } from "./trades";
import "./trades.css";

/** Whom one pays, how much, for what, until when. */
export function BillHead({ bill }: { bill: Bill }) {
  const { t, money } = useSpeech();
  return (
    <section className="cashier-head" aria-label={t("trades.bill")}>
      <p className="cashier-shop">
        <Icon name="storefront" size={20} />
        {bill.merchant}
      </p>
      {bill.amount && <p className="cashier-sum numbers">{money(bill.amount, { exact: true })}</p>}
      <p className="cashier-subject">{bill.subject}</p>
      {bill.expires_at !== null && (
        <p className="cashier-until">
          <Icon name="clock" size={16} />
          {t("trades.until")} <Countdown until={bill.expires_at} />
        </p>
      )}
    </section>
  );
}
