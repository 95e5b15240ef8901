import { useSpeech } from "@/app/i18n";
import { Icon } from "@/ui/Icon";
import type { Repute } from "./standing";
import "./standing.css";

/** Stars and from how many reviews, in one line; a newcomer is called so. */
export function ReputeStars({ repute }: { repute: Repute }) {
  const { t, number } = useSpeech();
  if (repute.stars === null) return <span>{t("standing.newcomer")}</span>;
  return (
    <span className="repute-stars numbers">
      <Icon name="star" size={16} isFilled />
      <span>{t("standing.stars", { stars: number(repute.stars), count: repute.reviews })}</span>
    </span>
  );
}
