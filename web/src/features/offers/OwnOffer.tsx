import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { BidList } from "@/features/bids";
import { Button } from "@/ui/Button";
import { Face } from "@/ui/Face";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import { AvailabilityCard } from "./availability/AvailabilityCard";
import { isLive, type Offer } from "./offers";

/** What its helper does with an offer: the switch, who asks, change, pause, take back. */
export function OwnOffer({ offer }: { offer: Offer }) {
  const { t } = useSpeech();
  const [asked] = useSearchParams();
  const isNew = asked.has("published") && offer.stage === "open";
  return (
    <>
      <div className={`offer-stage offer-stage-${offer.stage}`} role="status">
        <strong>{isNew ? t("offers.stage.published") : t(`offers.stage.${offer.stage}`)}</strong>
        {t(isNew ? "offers.stageText.published" : `offers.stageText.${offer.stage}`)}
      </div>
      {offer.stage === "open" && <AvailabilityCard />}
      {isLive(offer) && <Acts offer={offer} />}
      <section>
        <h2 className="section-title">{t("offers.bookings")}</h2>
        <BidList
          kind="offers"
          id={offer.id}
          empty={
            <Face icon="hands-clapping" tone="offer" title={t("offers.noBookings")} text={t("offers.noBookingsText")} />
          }
        />
      </section>
    </>
  );
}

function Acts({ offer }: { offer: Offer }) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const [isClosing, setClosing] = useState(false);
  const params = { path: { offer_id: offer.id } };
  const touches = [["offers"], ["nearby"]];
  const pausing = useAct(
    (act: "pause" | "resume", headers) =>
      act === "pause"
        ? got(http.POST("/api/offers/{offer_id}/pause", { params, headers }))
        : got(http.POST("/api/offers/{offer_id}/resume", { params, headers })),
    { touches, onError: toast.error },
  );
  const closing = useAct(() => got(http.DELETE("/api/offers/{offer_id}", { params })), {
    touches,
    onDone: () => {
      toast.done(t("offers.closed"));
      void navigate("/me/offers", { replace: true });
    },
    onError: toast.error,
  });
  return (
    <div className="offer-acts">
      <Button weight="soft" onClick={() => void navigate(`/offers/${offer.id}/edit`)}>
        {t("offers.edit")}
      </Button>
      {offer.stage === "open" && (
        <Button weight="soft" isBusy={pausing.isPending} onClick={() => pausing.mutate("pause")}>
          {t("offers.pause")}
        </Button>
      )}
      {offer.stage === "paused" && (
        <Button tone="offer" isBusy={pausing.isPending} onClick={() => pausing.mutate("resume")}>
          {t("offers.resume")}
        </Button>
      )}
      <Button weight="plain" onClick={() => setClosing(true)}>
        {t("offers.close")}
      </Button>
      <SheetDialog title={t("offers.closeTitle")} isOpen={isClosing} onClose={() => setClosing(false)}>
        <div className="book">
          <p>{t("offers.closeText")}</p>
          <Button tone="danger" isBlock isBusy={closing.isPending} onClick={() => closing.mutate()}>
            {t("offers.closeYes")}
          </Button>
        </div>
      </SheetDialog>
    </div>
  );
}
