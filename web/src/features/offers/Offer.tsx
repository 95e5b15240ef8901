import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNavigate, useParams } from "react-router";
import { useSpeech } from "@/app/i18n";
import { AnswersShown } from "@/features/categories";
import { BidList } from "@/features/bids";
import { Spot, useArea, useCategories, usePlaceName } from "@/features/nearby";
import { useMe } from "@/features/people";
import { PersonRow, Report, ReviewList } from "@/features/standing";
import { Button } from "@/ui/Button";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { Columns } from "@/ui/Columns";
import { ErrorFace } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { Page, Section } from "@/ui/Page";
import { Gallery } from "@/ui/Photos";
import { ListSkeleton } from "@/ui/Skeleton";
import { HoursShown } from "./Hours";
import { rowsOf } from "./hours";
import { cardQuery, offerQuery, type Offer as Seen } from "./offers";
import { OwnOffer } from "./OwnOffer";
import { Price } from "./Price";
import "./offers.css";

/** What somebody does for others: facts, who, where, when, why it is shown; to book it, or to look after it when it is mine. */
export function Offer() {
  const { t } = useSpeech();
  const offer = useQuery(offerQuery(useParams()["id"] ?? ""));
  if (offer.isPending)
    return (
      <Page title={t("offers.title")} hasBack>
        <ListSkeleton />
      </Page>
    );
  if (offer.isLoadingError)
    return (
      <Page title={t("offers.title")} hasBack>
        <ErrorFace error={offer.error} onRetry={() => void offer.refetch()} />
      </Page>
    );
  return offer.data.mine ? <Mine offer={offer.data} /> : <Theirs offer={offer.data} />;
}

function Mine({ offer }: { offer: Seen }) {
  const { t } = useSpeech();
  return (
    <Page title={t("offers.yours")} hasBack isWide>
      <Columns
        lead={<OwnOffer offer={offer} />}
        side={
          <>
            <Facts offer={offer} />
            <Where offer={offer} />
          </>
        }
      />
    </Page>
  );
}

function Theirs({ offer }: { offer: Seen }) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const { me } = useMe();
  const footer = (
    <div className="offer-footer">
      <Price price={offer.price} />
      <Button tone="offer" onClick={() => void navigate(`/offers/${offer.id}/book`)}>
        {t("offers.book", { name: offer.helper.name })}
      </Button>
    </div>
  );
  return (
    <Page title={t("offers.title")} hasBack isWide footer={footer}>
      <Columns
        lead={
          <>
            <Facts offer={offer} />
            {me && <MyBookings offer={offer} />}
            <Section title={t("offers.helper")}>
              <PersonRow face={offer.helper} role="helper" />
            </Section>
          </>
        }
        side={
          <>
            <Where offer={offer} />
            <Why offer={offer} />
          </>
        }
        rest={
          <>
            <Section title={t("offers.reviews", { name: offer.helper.name })}>
              <ReviewList personId={offer.helper.id} role="helper" first={3} />
            </Section>
            <Section>
              <Report kind="offer" id={offer.id} />
            </Section>
          </>
        }
      />
    </Page>
  );
}

function MyBookings({ offer }: { offer: Seen }) {
  return <BidList kind="offers" id={offer.id} empty={null} />;
}

function Facts({ offer }: { offer: Seen }) {
  const { t, either } = useSpeech();
  const category = useCategories().get(offer.category);
  return (
    <>
      <div className="offer-head">
        <div className="offer-head-title">
          <span className="offer-icon">
            <CategoryIcon icon={category?.icon ?? ""} size={30} />
          </span>
          <p>{offer.title}</p>
        </div>
        <p className="offer-line">
          {category && <span>{either(category, "name")}</span>}
          {offer.is_open_now && <span className="offer-now">{t("offers.openNow")}</span>}
        </p>
        <Price price={offer.price} />
      </div>
      {(offer.text !== "" || offer.pictures.length > 0 || Object.keys(offer.answers).length > 0) && (
        <Section title={t("offers.lend.part.about")}>
          <div className="offer-card">
            {offer.text !== "" && <p>{offer.text}</p>}
            {category && <AnswersShown category={category} answers={offer.answers} />}
            <Gallery urls={offer.pictures} />
          </div>
        </Section>
      )}
    </>
  );
}

function Where({ offer }: { offer: Seen }) {
  const { t, distance } = useSpeech();
  const at = offer.mine?.at ?? offer.at;
  const place = usePlaceName(at);
  const disc = useMemo(() => ({ at, radiusM: offer.radius_m }), [at, offer.radius_m]);
  const within = { distance: distance(offer.radius_m) };
  return (
    <>
      <Section title={t("offers.lend.part.area")}>
        <div className="offer-card">
          <p>
            {place === undefined ? t("offers.area.within", within) : t("offers.area.withinPlace", { ...within, place })}
          </p>
          <Spot at={at} disc={disc} tone="offer" label={t("offers.area.map")} />
          {!offer.mine && <p className="offer-line">{t("offers.area.others", { blur: distance(offer.blur_m) })}</p>}
        </div>
      </Section>
      <Section title={t("offers.lend.part.hours")}>
        <div className="offer-card">
          <HoursShown rows={rowsOf(offer.hours)} />
        </div>
      </Section>
    </>
  );
}

/** How far it is from where one looks, and why it stands where it does in the list. */
function Why({ offer }: { offer: Seen }) {
  const { t, distance } = useSpeech();
  const { area } = useArea();
  const card = useQuery({ ...cardQuery(offer, area?.at ?? offer.at), enabled: area !== undefined });
  if (!card.data) return null;
  return (
    <Section title={t("offers.why")}>
      <div className="offer-card">
        <ul className="offer-why">
          <li>
            <Icon name="map-pin" size={20} />
            {t("offers.away", { distance: distance(card.data.distance_m) })}
          </li>
          {card.data.why
            .filter((why) => why.code !== "near")
            .map((why) => (
              <li key={why.code}>
                <Icon name="check" size={20} />
                {why.text}
              </li>
            ))}
        </ul>
      </div>
    </Section>
  );
}
