import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { ApiError, got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import type { Answers } from "@/features/categories";
import { Spot, useCategories, type Category } from "@/features/nearby";
import { typedOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";
import { Slider } from "@/ui/Slider";
import { toast } from "@/ui/Toast";
import { rowsOf } from "./hours";
import { AboutStep } from "./lend/AboutStep";
import { changeableOf, priceOf, RADII_M, radiusIndex, type Draft } from "./lend/draft";
import { HoursStep } from "./lend/HoursStep";
import { PriceStep } from "./lend/PriceStep";
import { offerQuery, type Offer } from "./offers";
import "./lend/lend.css";

/** Change an offer of one's own; another kind or place is another offer. */
export function EditOffer() {
  const { t } = useSpeech();
  const offer = useQuery(offerQuery(useParams()["id"] ?? ""));
  const category = useCategories().get(offer.data?.category ?? "");
  if (offer.isLoadingError)
    return (
      <Page title={t("offers.edit")} hasBack>
        <ErrorFace error={offer.error} onRetry={() => void offer.refetch()} />
      </Page>
    );
  if (offer.isPending || !category)
    return (
      <Page title={t("offers.edit")} hasBack>
        <ListSkeleton />
      </Page>
    );
  return <Form offer={offer.data} category={category} />;
}

function Form({ offer, category }: { offer: Offer; category: Category }) {
  const { t, distance } = useSpeech();
  const navigate = useNavigate();
  const at = offer.mine?.at ?? offer.at;
  const [draft, setDraft] = useState<Draft>(() => draftOf(offer));
  const [isBusy, setBusy] = useState(false);
  const change = (changed: Partial<Draft>) => setDraft((old) => ({ ...old, ...changed }));
  const price = priceOf(draft, offer.currency);
  const saving = useAct(
    (_: number, headers) =>
      got(
        http.PATCH("/api/offers/{offer_id}", {
          params: { path: { offer_id: offer.id } },
          body: { ...changeableOf(draft), ...(price && { price }) },
          // Somebody else's phone of mine may have changed it meanwhile.
          headers: { ...headers, "If-Match": `"${offer.version}"` },
        }),
      ),
    {
      touches: [["offers"], ["nearby"]],
      onDone: () => {
        toast.done(t("offers.saved"));
        void navigate(-1);
      },
      onError: (error) => {
        if (!(error instanceof ApiError && error.problem.path)) toast.error(error);
      },
    },
  );
  const path = saving.error instanceof ApiError ? (saving.error.problem.path ?? "") : "";
  const wrong = (field: string) => (path.startsWith(field) ? saving.error : undefined);
  const footer = (
    <Button
      tone="offer"
      isBlock
      isBusy={saving.isPending || isBusy}
      disabled={draft.title.trim() === "" || price === undefined}
      onClick={() => saving.mutate(offer.version)}
    >
      {t("offers.save")}
    </Button>
  );
  return (
    <Page title={t("offers.edit")} hasBack footer={footer}>
      <AboutStep category={category} draft={draft} onChange={change} onBusy={setBusy} error={saving.error} />
      <h2 className="lend-question">{t("offers.lend.part.price")}</h2>
      <PriceStep
        draft={draft}
        onChange={change}
        currency={offer.currency}
        coverage={undefined}
        error={wrong("price")}
      />
      <h2 className="lend-question">{t("offers.lend.part.area")}</h2>
      <Spot at={at} disc={{ at, radiusM: draft.radiusM }} tone="offer" label={t("offers.area.map")} />
      <div className="lend-radius">
        <span>{t("offers.area.within", { distance: distance(draft.radiusM) })}</span>
        <Slider
          tone="offer"
          label={t("offers.area.radius")}
          valueText={distance(draft.radiusM)}
          max={RADII_M.length - 1}
          value={radiusIndex(draft.radiusM)}
          onChange={(index) => change({ radiusM: RADII_M[index] ?? draft.radiusM })}
        />
      </div>
      <h2 className="lend-question">{t("offers.lend.part.hours")}</h2>
      <HoursStep draft={draft} onChange={change} error={wrong("hours")} />
    </Page>
  );
}

function draftOf(offer: Offer): Draft {
  return {
    category: offer.category,
    answers: offer.answers as Answers,
    title: offer.title,
    text: offer.text,
    pictureIds: offer.picture_ids,
    priceKind: offer.price.kind,
    price: offer.price.amount ? typedOf(offer.price.amount) : "",
    at: offer.mine?.at,
    radiusM: offer.radius_m,
    rows: rowsOf(offer.hours),
    communityIds: offer.community_ids,
  };
}
