import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { GateNote } from "@/features/standing";
import { Button } from "@/ui/Button";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { Countdown } from "@/ui/Countdown";
import { ErrorFace } from "@/ui/Face";
import { Money } from "@/ui/Money";
import { PersonFace } from "@/ui/PersonFace";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { bidQuery, isMyTurn, otherOf, type Bid } from "./bids";
import { Propose } from "./Propose";
import { Terms } from "./Terms";
import "./bids.css";

type Open = "agree" | "counter" | "no" | undefined;

/** A bid as one of its two sees it: who, for how much, when, whose turn it is, and what one may do. */
export function BidCard({ bid }: { bid: Bid }) {
  const { t, when, money, ago } = useSpeech();
  const [open, setOpen] = useState<Open>();
  const other = otherOf(bid);
  const close = () => setOpen(undefined);
  const tone = bid.side === "asker" ? "need" : "offer";
  return (
    <article className={`bid bid-${bid.stage}`} aria-label={t("bids.of", { name: other.name, fee: money(bid.fee) })}>
      <header className="bid-head">
        <PersonFace id={other.id} name={other.name} picture={other.picture} size={44} />
        <div className="bid-who">
          <p className="bid-name">{other.name}</p>
          <p className="bid-turn">{turnWords(t, bid, ago)}</p>
        </div>
        <p className="bid-fee">
          <Money amount={bid.fee} />
        </p>
      </header>
      {bid.note !== "" && <p className="bid-note">{bid.note}</p>}
      <p className="bid-when numbers">
        {when(bid.starts_at)}
        {bid.stage === "open" && (
          <>
            {" · "}
            <Countdown until={bid.expires_at} />
          </>
        )}
      </p>
      {bid.version > 1 && <Versions bid={bid} />}
      {bid.can.length > 0 && (
        <div className="bid-can">
          {isMyTurn(bid) && (
            <Button tone={tone} onClick={() => setOpen("agree")}>
              {t("bids.agree", { fee: money(bid.fee) })}
            </Button>
          )}
          {bid.can.includes("counter") && (
            <Button weight="soft" onClick={() => setOpen("counter")}>
              {t("bids.counter")}
            </Button>
          )}
          {(bid.can.includes("decline") || bid.can.includes("withdraw")) && (
            <Button weight="plain" onClick={() => setOpen("no")}>
              {t(bid.can.includes("withdraw") ? "bids.withdraw" : "bids.decline")}
            </Button>
          )}
        </div>
      )}
      <Agree bid={bid} isOpen={open === "agree"} onClose={close} />
      <End bid={bid} isOpen={open === "no"} onClose={close} />
      <Propose
        to={{ bid }}
        isOpen={open === "counter"}
        onClose={close}
        currency={bid.fee.currency}
        fee={bid.fee}
        startsAt={bid.starts_at}
      />
    </article>
  );
}

type Words = ReturnType<typeof useSpeech>["t"];

function turnWords(t: Words, bid: Bid, ago: (at: string) => string): string {
  if (bid.stage !== "open") return t(`bids.stage.${bid.stage}`);
  return isMyTurn(bid) ? t("bids.yourTurn", { ago: ago(bid.updated_at) }) : t("bids.theirTurn");
}

/** What the two proposed before, oldest first. */
function Versions({ bid }: { bid: Bid }) {
  const { t, when } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const full = useQuery({ ...bidQuery(bid.id), enabled: isOpen });
  return (
    <details className="bid-versions" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("bids.versions", { count: bid.version })}</summary>
      {full.isPending && isOpen && <ListSkeleton rows={1} />}
      {full.isLoadingError && <ErrorFace error={full.error} onRetry={() => void full.refetch()} />}
      <ol>
        {full.data?.versions.map((version) => (
          <li key={version.version}>
            <span>{version.by === bid.side ? t("bids.you") : otherOf(bid).name}</span>
            <span className="bid-then numbers">{when(version.starts_at)}</span>
            <Money amount={version.fee} />
          </li>
        ))}
      </ol>
    </details>
  );
}

interface SheetProps {
  bid: Bid;
  isOpen: boolean;
  onClose: () => void;
}

/** What one agrees to, whole, before the yes; the yes makes a deal. */
function Agree({ bid, isOpen, onClose }: SheetProps) {
  const { t, money } = useSpeech();
  const navigate = useNavigate();
  const agree = useAct(
    (version: number, headers) =>
      got(http.POST("/api/bids/{bid_id}/accept", { params: { path: { bid_id: bid.id } }, body: { version }, headers })),
    {
      touches: [["bids"], ["needs"], ["offers"], ["deals"]],
      onDone: (deal) => void navigate(`/deals/${deal.id}`),
    },
  );
  return (
    <SheetDialog title={t("bids.agreeTitle", { name: otherOf(bid).name })} isOpen={isOpen} onClose={onClose}>
      <p className="bid-title">{bid.title}</p>
      <Terms bid={bid} />
      {bid.side === "asker" && (
        <GateNote
          plan={{
            doing: "ask",
            category: bid.category,
            communityId: bid.community_id ?? undefined,
            fee: bid.fee.minor,
            payment: bid.payment,
          }}
        />
      )}
      <p className="bid-next">{t(bid.payment === "cash" ? "bids.nextCash" : `bids.next.${bid.side}`)}</p>
      <ConfirmAmount tone={bid.side === "asker" ? "need" : "offer"} onConfirm={() => agree.mutateAsync(bid.version)}>
        {t("bids.agree", { fee: money(bid.fee) })}
      </ConfirmAmount>
    </SheetDialog>
  );
}

/** No, or taking one's own back: free, and asked once more. */
function End({ bid, isOpen, onClose }: SheetProps) {
  const { t } = useSpeech();
  const isMine = bid.can.includes("withdraw");
  const end = useAct(
    (_: Bid["id"], headers) =>
      isMine
        ? got(http.POST("/api/bids/{bid_id}/withdraw", { params: { path: { bid_id: bid.id } }, headers }))
        : got(http.POST("/api/bids/{bid_id}/decline", { params: { path: { bid_id: bid.id } }, body: null, headers })),
    { touches: [["bids"], ["needs"]], onDone: onClose, onError: (error) => toast.error(error) },
  );
  const { name } = otherOf(bid);
  return (
    <SheetDialog
      title={isMine ? t("bids.withdrawTitle") : t("bids.declineTitle", { name })}
      isOpen={isOpen}
      onClose={onClose}
    >
      <p className="bid-next">{t("bids.endFree")}</p>
      <Button tone="danger" weight="soft" isBlock isBusy={end.isPending} onClick={() => end.mutate(bid.id)}>
        {t(isMine ? "bids.withdraw" : "bids.decline")}
      </Button>
    </SheetDialog>
  );
}
