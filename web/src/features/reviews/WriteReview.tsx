import { useQuery } from "@tanstack/react-query";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useDraft } from "@/app/draft";
import { useSpeech } from "@/app/i18n";
import { categoriesQuery } from "@/app/queries";
import { otherOf, type Deal } from "@/features/deals";
import { Button } from "@/ui/Button";
import { Words } from "@/ui/Words";
import { ChooseStars } from "./Stars";

const NOTHING = { stars: 0, answers: {} as Record<string, boolean>, text: "" };

/** Stars, yes or no to the questions of this kind of help, and words. */
export function WriteReview({ deal }: { deal: Deal }) {
  const { t, language } = useSpeech();
  const [draft, setDraft, forget] = useDraft(`review.${deal.id}`, NOTHING);
  const categories = useQuery(categoriesQuery);
  const { name } = otherOf(deal);
  const about = deal.side === "asker" ? "helper" : "asker";
  const category = categories.data?.items.find(({ code }) => code === deal.category);
  const questions = category?.review_questions.filter((question) => question.about === about) ?? [];
  const write = useAct(
    (given: typeof NOTHING, once) =>
      got(
        http.POST("/api/deals/{deal_id}/review", {
          params: { path: { deal_id: deal.id } },
          body: given,
          headers: once,
        }),
      ),
    { touches: [["deals", deal.id]], onDone: forget },
  );
  return (
    <div className="review">
      <ChooseStars
        label={t("reviews.how", { name })}
        value={draft.stars}
        onChange={(stars) => setDraft((now) => ({ ...now, stars }))}
      />
      {draft.stars > 0 && (
        <>
          <div className="review-questions">
            {questions.map(({ code, zh, en }) => (
              <label key={code} className="review-question">
                <input
                  type="checkbox"
                  checked={draft.answers[code] ?? false}
                  onChange={(event) =>
                    setDraft((now) => ({ ...now, answers: { ...now.answers, [code]: event.target.checked } }))
                  }
                />
                {language === "en" ? en : zh}
              </label>
            ))}
          </div>
          <Words
            label={t("reviews.words")}
            rows={2}
            value={draft.text}
            onChange={(text) => setDraft((now) => ({ ...now, text }))}
            error={write.error ?? undefined}
          />
          <p className="review-note">{t("reviews.together", { name })}</p>
          <Button
            tone={deal.side === "asker" ? "need" : "offer"}
            isBlock
            isBusy={write.isPending}
            onClick={() => write.mutate(draft)}
          >
            {t("reviews.give", { name, count: draft.stars })}
          </Button>
        </>
      )}
    </div>
  );
}
