import { useSpeech } from "@/app/i18n";
import { Money } from "@/ui/Money";
import type { Offer } from "./offers";

/** What a helper asks: an amount for the job or an hour, or that they want to talk. */
export function Price({ price }: { price: Offer["price"] }) {
  const { t } = useSpeech();
  if (price.amount === null) return <strong>{t("offers.price.talk")}</strong>;
  return (
    <span className="offer-price">
      <Money amount={price.amount} />
      <small>{t(price.kind === "hourly" ? "offers.price.perHour" : "offers.price.perJob")}</small>
    </span>
  );
}
