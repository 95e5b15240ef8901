import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useSpeech } from "@/app/i18n";
import { bidsOnQuery } from "@/features/bids";
import { Countdown } from "@/ui/Countdown";
import { wavesQuery } from "./needs";

const ASKING_TAKES_MS = 1_500;

/** How many were asked so far, how far away, how many answered, and when more are asked. */
export function Waves({ needId }: { needId: string }) {
  const { t, distance } = useSpeech();
  const { data: waves, refetch } = useQuery(wavesQuery(needId));
  // Whoever came without being asked answered too, and the list of bids may be newer than this.
  const bids = useInfiniteQuery(bidsOnQuery("needs", needId));
  const answers = bids.data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0;
  const [passed, setPassed] = useState<string>();
  const next = waves?.next_at ?? undefined;
  const onNext = useCallback(() => {
    setPassed(next);
    setTimeout(() => void refetch(), ASKING_TAKES_MS);
  }, [next, refetch]);
  if (!waves || !["asking", "exhausted"].includes(waves.progress)) return null;
  return (
    <section className="waves" role="status">
      <p className="waves-count">
        {waves.asked === 0
          ? t("needs.waves.none")
          : t("needs.waves.asked", {
              asked: waves.asked,
              ring: distance(waves.ring_m),
              bids: Math.max(answers, waves.bids),
            })}
      </p>
      {next !== undefined && next !== passed && (
        <p className="waves-next">
          {t("needs.waves.next")} <Countdown key={next} until={next} onEnd={onNext} />
        </p>
      )}
      {waves.progress === "exhausted" && <p className="waves-next">{t("needs.waves.exhausted")}</p>}
    </section>
  );
}
