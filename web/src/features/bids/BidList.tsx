import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Paged } from "@/ui/Paged";
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
  return (
    <Paged of={bids} empty={empty} skeletonRows={2}>
      {(found, onMore) => (
        <>
          <ul className="bid-list" aria-label={t("bids.title")} aria-live="polite">
            {inOrder([...found]).map((bid) => (
              <li key={bid.id}>
                <BidCard bid={bid} />
              </li>
            ))}
          </ul>
          {bids.hasNextPage && (
            <Button weight="soft" isBlock isBusy={bids.isFetchingNextPage} onClick={onMore}>
              {t("bids.more")}
            </Button>
          )}
        </>
      )}
    </Paged>
  );
}
