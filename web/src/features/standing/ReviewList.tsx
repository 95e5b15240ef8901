import { useInfiniteQuery } from "@tanstack/react-query";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Face } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { Paged } from "@/ui/Paged";
import { PersonFace } from "@/ui/PersonFace";
import { reviewsQuery, type Review, type Side } from "./standing";
import "./standing.css";

interface Props {
  personId: string;
  role?: Side;
  /** Shows so many and no way to more. */
  first?: number;
}

/** What others wrote, with the answers of who it is about. */
export function ReviewList({ personId, role, first }: Props) {
  const { t } = useSpeech();
  const reviews = useInfiniteQuery(reviewsQuery(personId, role));
  const none = <Face icon="hands-clapping" title={t("standing.none")} text={t("standing.noneText")} />;
  return (
    <Paged of={reviews} empty={none} skeletonRows={2}>
      {(all, onMore) => (
        <>
          <ul className="said-list" aria-label={t("standing.title")}>
            {all.slice(0, first).map((review) => (
              <li key={review.id}>
                <OneReview review={review} />
              </li>
            ))}
          </ul>
          {first === undefined && reviews.hasNextPage && (
            <Button weight="plain" isBlock isBusy={reviews.isFetching} onClick={onMore}>
              {t("standing.more")}
            </Button>
          )}
        </>
      )}
    </Paged>
  );
}

function OneReview({ review }: { review: Review }) {
  const { t, day } = useSpeech();
  const { by } = review;
  return (
    <article className="said">
      <header>
        <PersonFace id={by.id} name={by.name} picture={by.picture} size={32} />
        <span>
          <strong>{by.name}</strong>
          <small>{t(`standing.as.${review.about_role}`, { day: day(review.written_at) })}</small>
        </span>
        <span className="repute-stars numbers">
          <span className="unseen">{t("standing.given", { stars: review.stars })}</span>
          <Icon name="star" size={16} isFilled />
          <span aria-hidden="true">{review.stars}</span>
        </span>
      </header>
      {review.text !== "" && <p>{review.text}</p>}
      {review.reply !== null && (
        <p className="said-reply">
          <strong>{t("standing.reply")}</strong> {review.reply}
        </p>
      )}
    </article>
  );
}
