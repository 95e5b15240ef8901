import { useInfiniteQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { Section } from "@/ui/Page";
import { Row } from "@/ui/Row";
import { AvailabilityCard } from "./availability/AvailabilityCard";
import { bookingsQuery, isLive, myOffersQuery, waitingOf } from "./offers";

/** What I do for others, on the tab of my things: the switch when I have offers, and the way to them. */
export function OffersPart() {
  const { t } = useSpeech();
  const offers = useInfiniteQuery(myOffersQuery);
  const bookings = useInfiniteQuery(bookingsQuery);
  const hasOffers = offers.data?.pages.some((page) => page.items.some(isLive)) ?? false;
  const waiting = waitingOf(bookings.data?.pages.flatMap((page) => page.items) ?? []).length;
  return (
    <>
      {hasOffers && <AvailabilityCard />}
      <Section>
        <Row
          icon="hand-heart"
          title={t("offers.mine")}
          text={waiting > 0 ? t("offers.waiting", { count: waiting }) : undefined}
          to="/me/offers"
        />
      </Section>
    </>
  );
}
