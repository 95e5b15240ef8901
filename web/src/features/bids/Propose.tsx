import { useState } from "react";
import { got, http, isAt } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech, type Amount } from "@/app/i18n";
import { NeedGateNote } from "@/features/standing";
import { AmountField, minorOf, typedOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { instantOf, MomentField, typedMoment } from "@/ui/MomentField";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import { Words } from "@/ui/Words";
import type { Bid } from "./bids";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  /** The need that is answered, or the bid that is countered. */
  to: { needId: string } | { bid: Bid };
  currency: string;
  /** What was said before. */
  fee: Amount | null;
  startsAt: string;
}

/** A fee, a word and perhaps another time: the first version of a bid, or the next one. */
export function Propose(props: Props) {
  const { t } = useSpeech();
  return (
    <SheetDialog
      title={t("bid" in props.to ? "bids.counter.title" : "bids.place.title")}
      isOpen={props.isOpen}
      onClose={props.onClose}
    >
      <Form {...props} />
    </SheetDialog>
  );
}

interface Said {
  fee: Amount;
  note: string;
  starts_at?: string;
}

function Form({ to, currency, fee, startsAt, onClose }: Props) {
  const { t, money } = useSpeech();
  const [typed, setTyped] = useState(fee ? typedOf(fee) : "");
  const [note, setNote] = useState("");
  const [start, setStart] = useState<string>();
  const minor = minorOf(typed, currency);
  const isCounter = "bid" in to;
  const propose = useAct(
    (said: Said, headers) =>
      "bid" in to
        ? got(
            http.POST("/api/bids/{bid_id}/counter", {
              params: { path: { bid_id: to.bid.id } },
              body: { ...said, version: to.bid.version },
              headers,
            }),
          )
        : got(
            http.POST("/api/needs/{need_id}/bids", { params: { path: { need_id: to.needId } }, body: said, headers }),
          ),
    {
      touches: [["bids"], ["needs"]],
      onDone: () => {
        toast.done(t(isCounter ? "bids.counter.done" : "bids.place.done"));
        onClose();
      },
      onError: (error) => {
        if (!["fee", "starts_at", "ends_at", "note"].some((field) => isAt(error, field))) toast.error(error);
      },
    },
  );
  const { error } = propose;
  const words = minor === undefined ? "" : money({ minor, currency });
  function send() {
    if (minor === undefined) return;
    const startsNow = start === undefined ? undefined : instantOf(start);
    propose.mutate({ fee: { minor, currency }, note, ...(startsNow === undefined ? {} : { starts_at: startsNow }) });
  }
  return (
    <>
      <AmountField
        label={t("bids.fee")}
        hint={t(isCounter ? "bids.counter.hint" : "bids.place.hint")}
        error={isAt(error, "fee") ? error : undefined}
        currency={currency}
        value={typed}
        onChange={setTyped}
      />
      {"needId" in to && <NeedGateNote needId={to.needId} fee={minor} />}
      <Words
        label={t("bids.note")}
        placeholder={t(isCounter ? "bids.counter.example" : "bids.place.example")}
        error={isAt(error, "note") ? error : undefined}
        value={note}
        onChange={setNote}
        rows={2}
      />
      {start === undefined ? (
        <Button
          weight="plain"
          onClick={() => setStart(typedMoment(new Date(Math.max(Date.parse(startsAt), Date.now()))))}
        >
          {t("bids.otherTime")}
        </Button>
      ) : (
        <MomentField
          label={t("bids.start")}
          error={isAt(error, "starts_at") || isAt(error, "ends_at") ? error : undefined}
          value={start}
          onChange={setStart}
        />
      )}
      <Button
        tone={"bid" in to && to.bid.side === "asker" ? "need" : "offer"}
        isBlock
        isBusy={propose.isPending}
        disabled={minor === undefined || minor === 0}
        onClick={send}
      >
        {minor === undefined
          ? t("bids.typeFee")
          : t(isCounter ? "bids.counter.send" : "bids.place.send", { fee: words })}
      </Button>
    </>
  );
}
