import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { ApiError, got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useDraft } from "@/app/draft";
import { useSpeech } from "@/app/i18n";
import { BookingTerms } from "@/features/cancelling";
import { PlaceButtons, Spot, useArea, useCategories, usePlaceName, type Category, type Point } from "@/features/nearby";
import { GateNote } from "@/features/standing";
import { AmountField, minorOf, typedOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { ErrorFace } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { MomentField, nextQuarter, typedMoment } from "@/ui/MomentField";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { Words } from "@/ui/Words";
import { bookingOf, NOTHING_BOOKED, type Booking } from "./booking";
import { feeOf, offerQuery, type Offer } from "./offers";
import "./offers.css";

/** Ask for an offer's help: when, where, for how much; who pays and what is held is said before the yes. */
export function Book() {
  const { t } = useSpeech();
  const offer = useQuery(offerQuery(useParams()["id"] ?? ""));
  const category = useCategories().get(offer.data?.category ?? "");
  if (offer.isLoadingError)
    return (
      <Page title={t("offers.title")} hasBack>
        <ErrorFace error={offer.error} onRetry={() => void offer.refetch()} />
      </Page>
    );
  if (offer.isPending || !category)
    return (
      <Page title={t("offers.title")} hasBack>
        <ListSkeleton />
      </Page>
    );
  return <Form offer={offer.data} category={category} />;
}

function Form({ offer, category }: { offer: Offer; category: Category }) {
  const { t, money } = useSpeech();
  const navigate = useNavigate();
  const { area } = useArea();
  const [kept, keep, forget] = useDraft<Booking>(`booking.${offer.id}`, NOTHING_BOOKED);
  const [soon] = useState(() => typedMoment(nextQuarter(new Date(), 30)));
  const minutes = kept.minutes || String(category.typical_minutes);
  const { currency, helper } = offer;
  const usual = feeOf(offer.price, Number(minutes) || category.typical_minutes);
  const fee = kept.fee ?? (usual === undefined ? "" : typedOf({ minor: usual, currency }));
  const at: Point | undefined = kept.at ?? (area ? area.at : undefined);
  const startsAt = kept.startsAt || soon;
  const change = (changed: Partial<Booking>) => keep((now) => ({ ...now, ...changed }));
  const minor = minorOf(fee, currency) || undefined;
  const body = bookingOf({ ...kept, fee, minutes, at, startsAt }, currency);
  const booking = useAct(
    (said: Shape<"BookingDraft">, headers) =>
      got(http.POST("/api/offers/{offer_id}/bids", { params: { path: { offer_id: offer.id } }, body: said, headers })),
    {
      touches: [["bids"], ["offers"]],
      onDone: () => {
        forget();
        toast.done(t("offers.booking.done", { name: helper.name }));
        void navigate(`/offers/${offer.id}`, { replace: true });
      },
      onError: (error) => {
        if (!(error instanceof ApiError && error.problem.path)) toast.error(error);
      },
    },
  );
  const path = booking.error instanceof ApiError ? booking.error.problem.path?.split(".")[0] : undefined;
  const wrong = (...fields: string[]) => (path !== undefined && fields.includes(path) ? booking.error : undefined);
  const price = minor === undefined ? undefined : { minor, currency };
  const amount = body && price && money(price);
  const footer = (
    <Button
      tone="offer"
      isBlock
      isBusy={booking.isPending}
      disabled={!body}
      onClick={() => body && booking.mutate(body)}
    >
      {amount === undefined ? t("offers.booking.typeFee") : t("offers.booking.send", { name: helper.name, amount })}
    </Button>
  );
  return (
    <Page title={t("offers.book", { name: helper.name })} hasBack footer={footer}>
      <div className="book">
        <p className="lend-note">{offer.title}</p>
        <MomentField
          label={t("offers.booking.when")}
          value={startsAt}
          onChange={(typed) => change({ startsAt: typed })}
          error={wrong("starts_at", "ends_at")}
        />
        <Field
          label={t("offers.booking.minutes")}
          inputMode="numeric"
          value={minutes}
          onChange={(typed) => change({ minutes: typed.replace(/\D/g, "") })}
          error={wrong("minutes")}
        />
        {at && <Where at={at} onMove={(moved) => change({ at: moved })} error={wrong("at")} />}
        <Field
          label={t("offers.booking.placeNote")}
          hint={t("offers.booking.placeNoteHint", { name: helper.name })}
          value={kept.placeNote}
          onChange={(placeNote) => change({ placeNote })}
          error={wrong("place_note")}
        />
        <AmountField
          label={t("offers.booking.fee")}
          hint={t(`offers.booking.feeHint.${offer.price.kind}`, { name: helper.name })}
          currency={currency}
          value={fee}
          onChange={(typed) => change({ fee: typed })}
          error={wrong("fee")}
        />
        <GateNote plan={{ doing: "ask", category: offer.category, at, fee: minor, payment: kept.payment }} />
        <Words
          label={t("offers.booking.note", { name: helper.name })}
          value={kept.note}
          onChange={(note) => change({ note })}
          rows={2}
          error={wrong("note")}
        />
        <section className="book-pays">
          <h2>{t("offers.booking.pay")}</h2>
          <Chips
            label={t("offers.booking.pay")}
            value={kept.payment}
            choices={(["balance", "cash"] as const).map((value) => ({
              value,
              label: t(`offers.booking.payment.${value}`),
            }))}
            onChange={(payment) => change({ payment })}
          />
          <p>
            {amount === undefined
              ? t("offers.booking.paysNothingYet")
              : t(`offers.booking.pays.${kept.payment}`, { amount, name: helper.name })}
          </p>
        </section>
        <section className="book-pays">
          <h2>{t("offers.booking.off")}</h2>
          <BookingTerms policy={category.cancellation_policy} price={price} name={helper.name} />
        </section>
      </div>
    </Page>
  );
}

function Where({ at, onMove, error }: { at: Point; onMove: (at: Point) => void; error: unknown }) {
  const { t } = useSpeech();
  const place = usePlaceName(at);
  const [first] = useState(at);
  const disc = useMemo(() => ({ at, radiusM: 120 }), [at]);
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <section className="book-where" aria-label={t("offers.booking.where")}>
      <h2>{t("offers.booking.where")}</h2>
      <PlaceButtons onPlace={onMove} />
      <Spot at={at} disc={disc} tone="need" label={t("offers.booking.map")} onMove={onMove} />
      <p className="lend-note">
        {place === undefined || at === first ? t("offers.booking.moveMap") : t("offers.booking.near", { place })}
      </p>
      {problem && (
        <p className="field-error" role="alert">
          {problem.title} {problem.remedy}
        </p>
      )}
    </section>
  );
}
