import { useSpeech } from "@/app/i18n";
import { Icon } from "@/ui/Icon";
import { Money } from "@/ui/Money";
import type { Bid } from "./bids";

/** Fee, time and what calling off costs: what both say yes to. */
export function Terms({ bid }: { bid: Bid }) {
  const { t, money, when, number } = useSpeech();
  return (
    <ul className="terms">
      <li>
        <Icon name="currency-circle-dollar" size={20} />
        <span>{t(`bids.pays.${bid.payment}`, { asker: bid.asker.name, fee: money(bid.fee) })}</span>
      </li>
      <li>
        <Icon name="calendar-blank" size={20} />
        <span>
          {t("bids.when", { from: when(bid.starts_at), to: when(bid.ends_at), minutes: number(bid.minutes) })}
        </span>
      </li>
      {bid.materials !== "none" && (
        <li>
          <Icon name="receipt" size={20} />
          <span>{t(`bids.materials.${bid.materials}`)}</span>
        </li>
      )}
      <li>
        <Icon name="prohibit" size={20} />
        <details className="terms-off">
          <summary>{t("bids.off")}</summary>
          <p>{t("bids.offFree")}</p>
          <table>
            <tbody>
              {bid.cancellation.terms.map((term) => (
                <tr key={term.when}>
                  <th scope="row">{t(`bids.off.${term.when}`)}</th>
                  <td>
                    <Money amount={term.to_helper} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </li>
    </ul>
  );
}
