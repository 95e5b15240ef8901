import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { otherOf, type Deal } from "@/features/deals";
import { Button } from "@/ui/Button";
import { Section } from "@/ui/Page";
import { Words } from "@/ui/Words";
import { Stars } from "./Stars";
import { WriteReview } from "./WriteReview";
import "./reviews.css";

type Review = Shape<"ReviewView">;

const reviewsQuery = (dealId: string) =>
  queryOptions({
    queryKey: ["deals", dealId, "reviews"],
    queryFn: () => got(http.GET("/api/deals/{deal_id}/reviews", { params: { path: { deal_id: dealId } } })),
  });

/** What the two say of each other once it is over; shown together, when both have said it. */
export function Reviews({ deal }: { deal: Deal }) {
  const { t, when } = useSpeech();
  const isOver = deal.ended_at !== null;
  const { data } = useQuery({ ...reviewsQuery(deal.id), enabled: isOver });
  if (!isOver || !data || data.revealed_by === null) return null;
  const { mine, theirs, can_review, revealed_by } = data;
  const { name } = otherOf(deal);
  if (!can_review && !mine && !theirs) return null;
  return (
    <Section title={t("reviews.title")}>
      <div className="reviews">
        {can_review && <WriteReview deal={deal} />}
        {theirs && <Said review={theirs} title={t("reviews.theirs", { name })} isAboutMe />}
        {mine && <Said review={mine} title={t("reviews.mine", { name })} />}
        {mine && !theirs && mine.revealed_at === null && (
          <p className="review-note">{t("reviews.waits", { name, when: when(revealed_by ?? "") })}</p>
        )}
      </div>
    </Section>
  );
}

function Said({ review, title, isAboutMe = false }: { review: Review; title: string; isAboutMe?: boolean }) {
  const { t } = useSpeech();
  return (
    <article className="review">
      <h3>{title}</h3>
      <Stars count={review.stars} />
      {review.text !== "" && <p>{review.text}</p>}
      {review.reply !== null && <p className="review-reply">{t("reviews.reply", { text: review.reply })}</p>}
      {isAboutMe && review.reply === null && <Reply review={review} />}
    </article>
  );
}

function Reply({ review }: { review: Review }) {
  const { t } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const reply = useAct(
    (said: string, once) =>
      got(
        http.POST("/api/reviews/{review_id}/reply", {
          params: { path: { review_id: review.id } },
          body: { text: said },
          headers: once,
        }),
      ),
    { touches: [["deals"]] },
  );
  if (!isOpen)
    return (
      <Button weight="soft" onClick={() => setOpen(true)}>
        {t("reviews.answer")}
      </Button>
    );
  return (
    <>
      <Words
        label={t("reviews.yourAnswer", { name: review.by.name })}
        hint={t("reviews.once")}
        rows={2}
        value={text}
        onChange={setText}
        error={reply.error ?? undefined}
      />
      <Button isBusy={reply.isPending} disabled={text.trim() === ""} onClick={() => reply.mutate(text)}>
        {t("reviews.publish")}
      </Button>
    </>
  );
}
