import { useEffect, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { got, http, isAt, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useDraft } from "@/app/draft";
import { useSpeech } from "@/app/i18n";
import { useArea, type Category } from "@/features/nearby";
import { GateNote } from "@/features/standing";
import { minorOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/Toast";
import { useCoverage, type Coverage } from "./coverage";
import { bodyOf, EMPTY, FIELDS, missing, nearest, type Draft } from "./draft";
import { Fee } from "./Fee";
import { More, Part, What } from "./parts";
import { When } from "./When";
import { Where } from "./Where";

/** A need, on one page from what to how much; below it what will happen, and the button that does it. */
export function AskForm({ category, currency }: { category: Category; currency: string }) {
  const { t, either } = useSpeech();
  const navigate = useNavigate();
  const name = either(category, "name");
  const [written, keep, forget] = useDraft<Draft>(`need.${category.code}`, { ...EMPTY, title: name });
  // One that was begun before the form asked for more lacks that.
  const draft = useMemo(() => ({ ...EMPTY, ...written }), [written]);
  const change = (changed: Partial<Draft>) => keep((now) => ({ ...EMPTY, ...now, ...changed }));
  const { area, error: noArea, retry } = useArea();
  const at = draft.at ?? area?.at;
  const [isSending, setSending] = useState(false);
  const fee = draft.isOpen ? undefined : minorOf(draft.fee, currency);
  const { data: coverage, isError: isUntold } = useCoverage(at, category.code, fee);
  const post = useAct((body: Shape<"NeedDraft">, headers) => got(http.POST("/api/needs", { body, headers })), {
    touches: [["needs"], ["nearby"]],
    onDone: (need) => {
      forget();
      toast.done(t(need.stage === "screened" ? "needs.ask.screened" : "needs.ask.posted"));
      void navigate(`/needs/${need.id}`, { replace: true });
    },
    onError: (error) => {
      if (!FIELDS.some((field) => isAt(error, field))) toast.error(error);
    },
  });
  const { error } = post;
  useFocusOnWrong(error);
  if (noArea) return <ErrorFace error={noArea} onRetry={retry} />;
  const parts = { draft, change, coverage, error };
  return (
    <Page
      title={name}
      hasBack
      footer={
        <Footer
          draft={draft}
          coverage={coverage}
          currency={currency}
          lacks={missing(draft, at, currency)}
          isWaiting={isSending}
          isBusy={post.isPending}
          onPost={() => at && post.mutate(bodyOf(draft, category.code, at, currency))}
        />
      }
    >
      <What {...parts} category={category} />
      <Part title={t("needs.ask.where")}>
        <Where at={at} {...parts} />
      </Part>
      <Part title={t("needs.ask.when")}>
        <When {...parts} />
      </Part>
      <Part title={t("needs.ask.fee")}>
        <Fee {...parts} isUntold={isUntold} currency={currency} />
      </Part>
      <GateNote plan={{ doing: "ask", category: category.code, at, fee, payment: draft.payment }} />
      <details className="ask-more">
        <summary>{t("needs.ask.more")}</summary>
        <More {...parts} onBusy={setSending} />
      </details>
      {coverage && (
        <section className="ask-expect" aria-label={t("needs.ask.expect")}>
          <h2>{t("needs.ask.expect")}</h2>
          <p role="status">{coverage.sentence}</p>
          {category.risk !== "live" && <p>{t("needs.ask.readFirst")}</p>}
        </section>
      )}
    </Page>
  );
}

interface FooterProps {
  draft: Draft;
  coverage: Coverage | undefined;
  currency: string;
  lacks: ReturnType<typeof missing>;
  isWaiting: boolean;
  isBusy: boolean;
  onPost: () => void;
}

/** Who pays what and when, and the act itself. */
function Footer({ draft, coverage, currency, lacks, isWaiting, isBusy, onPost }: FooterProps) {
  const { t, money } = useSpeech();
  const minor = minorOf(draft.fee, currency);
  const paid = draft.isOpen || minor === undefined ? undefined : money({ minor, currency });
  return (
    <div className="ask-footer">
      {lacks === undefined && (
        <p className="numbers">
          {paid === undefined ? t("needs.ask.youAgree") : t(`needs.ask.youPay.${draft.payment}`, { fee: paid })}
        </p>
      )}
      <Button tone="need" isBlock isBusy={isBusy} disabled={lacks !== undefined || isWaiting} onClick={onPost}>
        {isWaiting
          ? t("needs.ask.picturesFirst")
          : lacks === undefined
            ? actWords(t, draft, coverage)
            : t(`needs.ask.lacks.${lacks}`)}
      </Button>
    </div>
  );
}

function actWords(t: ReturnType<typeof useSpeech>["t"], draft: Draft, coverage: Coverage | undefined): string {
  if (!draft.isNow) return t("needs.ask.postLater");
  const found = nearest(coverage?.ready ?? []);
  if (found === undefined) return t("needs.ask.postHere");
  return found.count === "few" ? t("needs.ask.askFew") : t("needs.ask.askCount", { count: found.count });
}

/** Brings the first field that was refused into sight. */
function useFocusOnWrong(error: unknown): void {
  useEffect(() => {
    if (error) document.querySelector<HTMLElement>('.page [aria-invalid="true"]')?.focus();
  }, [error]);
}
