import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { ListSkeleton } from "@/ui/Skeleton";
import { BidCard } from "./BidCard";
import { bidsOnQuery, inOrder } from "./bids";

interface Props {
  kind: "needs" | "offers";
  id: string;
  /** What stands there while nobody has bid. */
  empty: ReactNode;
}

/** The bids on a need or an offer, as they come in: whose turn it is stands first. */
export function BidList({ kind, id, empty }: Props) {
  const { t } = useSpeech();
  const bids = useInfiniteQuery(bidsOnQuery(kind, id));
  const found = inOrder(bids.data?.pages.flatMap((page) => page.items) ?? []);
  if (bids.isPending) return <ListSkeleton rows={2} />;
  if (bids.isError && found.length === 0) return <ErrorFace error={bids.error} onRetry={() => void bids.refetch()} />;
  if (found.length === 0) return empty;
  return (
    <>
      <ul className="bid-list" aria-label={t("bids.title")} aria-live="polite">
        {found.map((bid) => (
          <li key={bid.id}>
            <BidCard bid={bid} />
          </li>
        ))}
      </ul>
      {bids.hasNextPage && (
        <Button weight="soft" isBlock isBusy={bids.isFetchingNextPage} onClick={() => void bids.fetchNextPage()}>
          {t("bids.more")}
        </Button>
      )}
    </>
  );
}
