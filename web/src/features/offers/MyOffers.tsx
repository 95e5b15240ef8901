import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useSpeech } from "@/app/i18n";
import { BidCard } from "@/features/bids";
import { useCategories } from "@/features/nearby";
import { askToSignIn, useMe } from "@/features/people";
import { Button } from "@/ui/Button";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { ErrorFace, Face } from "@/ui/Face";
import { Page, Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { ListSkeleton } from "@/ui/Skeleton";
import { AvailabilityCard } from "./availability/AvailabilityCard";
import { bookingsQuery, isLive, myOffersQuery, waitingOf, type Offer } from "./offers";
import { Price } from "./Price";
import "./offers.css";

/** What I do for others: the switch, who waits for my answer, my offers. */
export function MyOffers() {
  const { t } = useSpeech();
  const { me } = useMe();
  return (
    <Page title={t("offers.mine")} hasBack>
      {me === undefined && <ListSkeleton />}
      {me === null && (
        <Face
          icon="hand-heart"
          tone="offer"
          title={t("offers.nobody")}
          action={<Button onClick={() => void askToSignIn()}>{t("offers.signIn")}</Button>}
        />
      )}
      {me && <Signed />}
    </Page>
  );
}

function Signed() {
  const { t } = useSpeech();
  const offers = useInfiniteQuery(myOffersQuery);
  const all = offers.data?.pages.flatMap((page) => page.items) ?? [];
  const lend = (
    <Link className="button button-solid tone-offer button-block" to="/lend">
      {t("offers.another")}
    </Link>
  );
  if (offers.isPending) return <ListSkeleton />;
  if (offers.isError && all.length === 0)
    return <ErrorFace error={offers.error} onRetry={() => void offers.refetch()} />;
  if (all.length === 0)
    return <Face icon="hand-heart" tone="offer" title={t("offers.none")} text={t("offers.noneText")} action={lend} />;
  const live = all.filter(isLive);
  const over = all.filter((offer) => !isLive(offer));
  return (
    <>
      {live.length > 0 && <AvailabilityCard />}
      <Waiting />
      {live.length > 0 && <List title={t("offers.live")} offers={live} />}
      {over.length > 0 && <List title={t("offers.over")} offers={over} />}
      {offers.hasNextPage && (
        <Button weight="soft" isBusy={offers.isFetching} onClick={() => void offers.fetchNextPage()}>
          {t("offers.more")}
        </Button>
      )}
      {lend}
    </>
  );
}

/** Bookings of any of my offers that wait for my answer. */
function Waiting() {
  const { t } = useSpeech();
  const bookings = useInfiniteQuery(bookingsQuery);
  const waiting = waitingOf(bookings.data?.pages.flatMap((page) => page.items) ?? []);
  if (waiting.length === 0) return null;
  return (
    <section className="offer-waiting">
      <h2 className="section-title">{t("offers.waiting", { count: waiting.length })}</h2>
      {waiting.map((bid) => (
        <BidCard key={bid.id} bid={bid} />
      ))}
    </section>
  );
}

function List({ title, offers }: { title: string; offers: readonly Offer[] }) {
  const { t, either } = useSpeech();
  const kinds = useCategories();
  return (
    <Section title={title}>
      {offers.map((offer) => {
        const kind = kinds.get(offer.category);
        return (
          <Row
            key={offer.id}
            lead={<CategoryIcon icon={kind?.icon ?? ""} size={28} />}
            title={offer.title}
            text={kind ? `${either(kind, "name")} · ${t(`offers.stage.${offer.stage}`)}` : undefined}
            trail={<Price price={offer.price} />}
            to={`/offers/${offer.id}`}
          />
        );
      })}
    </Section>
  );
}
