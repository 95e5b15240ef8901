import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import { got, http, isAt, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useDraft } from "@/app/draft";
import { useSpeech } from "@/app/i18n";
import { useCategories, type Category } from "@/features/nearby";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";
import { minorOf } from "@/ui/AmountField";
import { toast } from "@/ui/Toast";
import { useCoverage } from "../ask/coverage";
import { FIELDS, missing, type Draft } from "../ask/draft";
import { Fee } from "../ask/Fee";
import { More, Part, PlaceNote, What } from "../ask/parts";
import { When } from "../ask/When";
import { needQuery, type Need } from "../needs";
import { changesOf, draftOf } from "./changes";
import "../ask/ask.css";

/** Changes a need of mine while nobody agreed; another kind or place is another need. */
export function EditNeed() {
  const { t } = useSpeech();
  const id = useParams()["id"] ?? "";
  const need = useQuery(needQuery(id));
  const category = useCategories().get(need.data?.category ?? "");
  if (need.data && category) {
    const canChange = need.data.mine !== null && ["open", "screened"].includes(need.data.stage);
    return canChange ? <Form need={need.data} category={category} /> : <Navigate to={`/needs/${id}`} replace />;
  }
  return (
    <Page title={t("needs.edit.title")} hasBack>
      {need.isLoadingError ? <ErrorFace error={need.error} onRetry={() => void need.refetch()} /> : <ListSkeleton />}
    </Page>
  );
}

function Form({ need, category }: { need: Need; category: Category }) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const before = draftOf(need);
  // What was begun on another version of it is not laid over this one.
  const [draft, keep, forget] = useDraft<Draft>(`need.${need.id}.${need.version}`, before);
  const [isSending, setSending] = useState(false);
  const change = (changed: Partial<Draft>) => keep((now) => ({ ...now, ...changed }));
  const { currency } = need;
  const at = need.mine?.at;
  const { data: coverage, isError: isUntold } = useCoverage(
    at,
    need.category,
    draft.isOpen ? undefined : minorOf(draft.fee, currency),
  );
  const lacks = missing(draft, at, currency);
  const changes = changesOf(before, draft, currency);
  const saving = useAct(
    (body: Shape<"NeedChanges">, headers) =>
      got(
        http.PATCH("/api/needs/{need_id}", {
          params: { path: { need_id: need.id } },
          body,
          // Another phone of mine may have changed it meanwhile.
          headers: { ...headers, "If-Match": `"${need.version}"` },
        }),
      ),
    {
      touches: [["needs"], ["nearby"]],
      onDone: (after) => {
        forget();
        toast.done(t(after.stage === "screened" ? "needs.edit.screened" : "needs.edit.saved"));
        void navigate(-1);
      },
      onError: (error) => {
        if (!FIELDS.some((field) => isAt(error, field))) toast.error(error);
      },
    },
  );
  const { error } = saving;
  const parts = { draft, change, coverage, error };
  const words = isSending
    ? t("needs.ask.picturesFirst")
    : lacks
      ? t(`needs.ask.lacks.${lacks}`)
      : changes === undefined
        ? t("needs.edit.unchanged")
        : t("needs.edit.save");
  return (
    <Page
      title={t("needs.edit.title")}
      hasBack
      footer={
        <Button
          tone="need"
          isBlock
          isBusy={saving.isPending}
          disabled={isSending || lacks !== undefined || changes === undefined}
          onClick={() => changes && saving.mutate(changes)}
        >
          {words}
        </Button>
      }
    >
      <p className="ask-hint">{t("needs.edit.stays")}</p>
      <What {...parts} category={category} />
      <Part title={t("needs.ask.when")}>
        <When {...parts} />
      </Part>
      <Part title={t("needs.ask.fee")}>
        <Fee {...parts} isUntold={isUntold} currency={currency} />
      </Part>
      <Part title={t("needs.edit.more")}>
        <PlaceNote {...parts} />
        <More {...parts} onBusy={setSending} />
      </Part>
    </Page>
  );
}
