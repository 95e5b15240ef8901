import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { ApiError, got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useDraft } from "@/app/draft";
import { useSpeech } from "@/app/i18n";
import { KindChooser } from "@/features/categories";
import { useArea, useCategories, WithCurrency } from "@/features/nearby";
import { useMe } from "@/features/people";
import { GateNote } from "@/features/standing";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/Toast";
import { AvailabilityCard } from "../availability/AvailabilityCard";
import { myOffersQuery } from "../offers";
import { AboutStep } from "./AboutStep";
import { AreaStep } from "./AreaStep";
import { coverageQuery } from "./coverage";
import { EMPTY, firstOpen, isDone, offerOf, STEPS, stepOfField, type Draft, type Step } from "./draft";
import { HoursStep } from "./HoursStep";
import { PriceStep } from "./PriceStep";
import { Review } from "./Review";
import "./lend.css";

const NEXT = { about: "price", price: "area", area: "hours", hours: "review" } as const;

/** Publish what one can do for others: one question a step, kept on this phone until it is published. */
export function Lend() {
  const { t } = useSpeech();
  return <WithCurrency title={t("offers.lend.title")}>{(currency) => <Form city={currency} />}</WithCurrency>;
}

/** `city` is the money of the open city; where the offer is, another may be paid in. */
function Form({ city }: { city: string }) {
  const { t, either } = useSpeech();
  const navigate = useNavigate();
  const [asked, setAsked] = useSearchParams();
  const [draft, setDraft, forget] = useDraft<Draft>("offer", EMPTY);
  const [isBusy, setBusy] = useState(false);
  const { area } = useArea();
  const at = draft.at ?? area?.at;
  const { data: coverage } = useQuery(coverageQuery(at, draft.category));
  const currency = coverage?.floor.currency ?? city;
  const category = useCategories().get(draft.category ?? "");
  const open = firstOpen(draft, currency);
  const wanted = STEPS.find((each) => each === asked.get("step")) ?? "kind";
  // Whoever comes by an address goes no further than what is written.
  const step = STEPS.indexOf(wanted) > STEPS.indexOf(open) && !isDone(draft, before(wanted), currency) ? open : wanted;
  const go = (next: Step) => setAsked({ step: next });
  const change = (changed: Partial<Draft>) => setDraft((now) => ({ ...now, ...changed }));
  const publishing = useAct((body: Shape<"OfferDraft">, headers) => got(http.POST("/api/offers", { body, headers })), {
    touches: [["offers"], ["nearby"]],
    onDone: (offer) => {
      forget();
      void navigate(`/offers/${offer.id}?published=1`, { replace: true });
    },
    onError: (error) => {
      const wrong = error instanceof ApiError ? stepOfField(error.problem.path) : undefined;
      if (wrong) go(wrong);
      else toast.error(error);
    },
  });
  const error = publishing.error;
  const body = offerOf({ ...draft, at }, currency);
  const next = step === "kind" || step === "review" ? "price" : NEXT[step];
  function goOn() {
    if (step === "area") change({ at });
    go(next);
  }
  const footer =
    step === "kind" ? undefined : step === "review" ? (
      <Button
        tone="offer"
        isBlock
        isBusy={publishing.isPending}
        disabled={body === undefined}
        onClick={() => body && publishing.mutate(body)}
      >
        {t("offers.lend.publish")}
      </Button>
    ) : (
      <Button tone="offer" isBlock isBusy={isBusy} disabled={!isDone({ ...draft, at }, step, currency)} onClick={goOn}>
        {t(`offers.lend.next.${next}`)}
      </Button>
    );
  return (
    <Page title={t("offers.lend.title")} hasBack footer={footer}>
      <Progress step={step} />
      {step === "kind" && <Mine />}
      <h2 className="lend-question">
        {step === "about" && category ? either(category, "name") : t(`offers.lend.step.${step}`)}
      </h2>
      {step === "kind" && (
        <KindChooser
          tone="offer"
          chosen={draft.category}
          onChoose={(code) => {
            change(code === draft.category ? {} : { category: code, answers: {} });
            go("about");
          }}
        />
      )}
      {step === "about" && category && (
        <AboutStep category={category} draft={draft} onChange={change} onBusy={setBusy} error={error} />
      )}
      {step === "price" && (
        <PriceStep draft={draft} onChange={change} currency={currency} coverage={coverage} error={error} />
      )}
      {step === "area" && at && <AreaStep at={at} draft={draft} onChange={change} />}
      {step === "hours" && <HoursStep draft={draft} onChange={change} error={error} />}
      {step === "review" && category && (
        <Review draft={draft} at={at} category={category} currency={currency} onGo={go} />
      )}
      {(step === "price" || step === "review") && category && (
        <GateNote
          plan={{
            doing: "offer",
            category: category.code,
            at,
            communityId: draft.communityIds[0],
            fee: body?.price.amount?.minor,
          }}
        />
      )}
    </Page>
  );
}

function before(step: Step): Step {
  return STEPS[Math.max(0, STEPS.indexOf(step) - 1)] ?? "kind";
}

function Progress({ step }: { step: Step }) {
  const { t } = useSpeech();
  const nth = STEPS.indexOf(step) + 1;
  return (
    <div
      className="lend-progress"
      role="progressbar"
      aria-label={t("offers.lend.progress", { nth, count: STEPS.length })}
      aria-valuemin={1}
      aria-valuemax={STEPS.length}
      aria-valuenow={nth}
    >
      {STEPS.map((each, index) => (
        <span key={each} className={index < nth ? "lend-part lend-part-done" : "lend-part"} />
      ))}
    </div>
  );
}

/** What one has already: the switch, and the way to one's offers. */
function Mine() {
  const { t } = useSpeech();
  const { me } = useMe();
  const mine = useInfiniteQuery({ ...myOffersQuery, enabled: me !== null && me !== undefined });
  const count =
    mine.data?.pages[0]?.items.filter(({ stage }) => stage !== "withdrawn" && stage !== "removed").length ?? 0;
  if (count === 0) return null;
  return (
    <>
      <AvailabilityCard />
      <Link className="button button-soft tone-offer" to="/me/offers">
        {t("offers.lend.mine", { count })}
      </Link>
    </>
  );
}
