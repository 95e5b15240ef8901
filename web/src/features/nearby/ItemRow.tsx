import { Link } from "react-router";
import { useSpeech } from "@/app/i18n";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { Icon } from "@/ui/Icon";
import { Money } from "@/ui/Money";
import { PersonFace } from "@/ui/PersonFace";
import { personOf, type Category, type Item, type Offer } from "./nearby";
import "./item-row.css";

interface Props {
  item: Item;
  category: Category | undefined;
}

/** One thing near by: what, whose, how far, when, for how much. */
export function ItemRow({ item, category }: Props) {
  const { t, distance, either } = useSpeech();
  const person = personOf(item);
  return (
    <Link className={`item item-${item.kind}`} to={`/${item.kind}s/${item.id}`}>
      <span className="item-icon">
        <CategoryIcon icon={category?.icon ?? ""} size={26} />
      </span>
      <span className="item-words">
        <span className="item-title">{item.title}</span>
        <span className="item-facts">
          <span className="item-kind">{t(`nearby.kind.${item.kind}`)}</span>
          {category && <span>{either(category, "name")}</span>}
          <span className="numbers">{t("nearby.within", { distance: distance(item.distance_m) })}</span>
        </span>
        <span className="item-facts">
          <PersonFace id={person.id} name={person.name} picture={person.picture} size={20} />
          <span className="item-person">{person.name}</span>
          <Moment item={item} />
        </span>
      </span>
      <span className="item-price">
        <Price item={item} />
      </span>
    </Link>
  );
}

function Price({ item }: { item: Item }) {
  const { t } = useSpeech();
  if (item.kind === "need") return item.fee ? <Money amount={item.fee} /> : <small>{t("nearby.openFee")}</small>;
  const { kind, amount } = item.price;
  if (kind === "talk" || !amount) return <small>{t("nearby.talk")}</small>;
  return (
    <>
      <Money amount={amount} />
      {kind === "hourly" && <small>{t("nearby.hourly")}</small>}
    </>
  );
}

function Moment({ item }: { item: Item }) {
  const { t, when } = useSpeech();
  if (item.kind === "offer") return <Record offer={item} />;
  if (item.is_now) return <span className="item-now">{t("nearby.now")}</span>;
  return <span className="numbers">{when(item.starts_at)}</span>;
}

function Record({ offer }: { offer: Offer }) {
  const { t, number } = useSpeech();
  return (
    <>
      {offer.stars === null ? (
        <span>{t("nearby.newcomer")}</span>
      ) : (
        <span className="item-stars numbers">
          <Icon name="star" size={14} isFilled />
          <span className="unseen">{t("nearby.stars", { stars: number(offer.stars) })}</span>
          <span aria-hidden="true">{number(offer.stars)}</span>
          <span aria-hidden="true">({offer.review_count})</span>
        </span>
      )}
      {offer.is_open_now && <span className="item-now">{t("nearby.openNow")}</span>}
    </>
  );
}
