import { useSpeech } from "@/app/i18n";
import { Icon } from "@/ui/Icon";
import "./reviews.css";

/** Stars that somebody gave. */
export function Stars({ count }: { count: number }) {
  const { t } = useSpeech();
  return (
    <span className="stars">
      <span className="unseen">{t("reviews.stars", { count })}</span>
      {[1, 2, 3, 4, 5].map((each) => (
        <Icon key={each} name="star" size={18} isFilled={each <= count} />
      ))}
    </span>
  );
}

/** One to five stars to choose: radio buttons to the keyboard and to screen readers. */
export function ChooseStars({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (stars: number) => void;
}) {
  const { t } = useSpeech();
  return (
    <fieldset className="choose-stars">
      <legend>{label}</legend>
      {[1, 2, 3, 4, 5].map((stars) => (
        <label key={stars} className={stars <= value ? "star star-on" : "star"}>
          <input
            type="radio"
            className="unseen"
            name="stars"
            checked={stars === value}
            onChange={() => onChange(stars)}
            aria-label={t("reviews.stars", { count: stars })}
          />
          <Icon name="star" size={36} isFilled={stars <= value} />
        </label>
      ))}
    </fieldset>
  );
}
