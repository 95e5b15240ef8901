import { ApiError } from "@/api";
import { useSpeech } from "@/app/i18n";
import { AnswersForm } from "@/features/categories";
import type { Category } from "@/features/nearby";
import { Field } from "@/ui/Field";
import { Photos } from "@/ui/Photos";
import { Words } from "@/ui/Words";
import type { Draft } from "./draft";

export interface StepProps {
  draft: Draft;
  onChange: (changed: Partial<Draft>) => void;
  /** What the server refused when it was published. */
  error?: unknown;
}

interface Props extends StepProps {
  category: Category;
  onBusy: (isBusy: boolean) => void;
}

/** Title, words, what this kind of help asks, pictures. */
export function AboutStep({ category, draft, onChange, onBusy, error }: Props) {
  const { t } = useSpeech();
  const path = error instanceof ApiError ? error.problem.path : undefined;
  const at = (field: string) => (path?.split(".")[0] === field ? error : undefined);
  return (
    <>
      <Field
        label={t("offers.lend.titleLabel")}
        hint={t("offers.lend.titleHint")}
        value={draft.title}
        maxLength={80}
        onChange={(title) => onChange({ title })}
        error={at("title")}
      />
      <Words
        label={t("offers.lend.text")}
        hint={t("offers.lend.textHint")}
        value={draft.text}
        onChange={(text) => onChange({ text })}
        error={at("text")}
      />
      <AnswersForm
        isOffer
        category={category}
        answers={draft.answers}
        onChange={(answers) => onChange({ answers })}
        error={error}
      />
      <Photos
        label={t("offers.lend.photos")}
        value={draft.pictureIds}
        onChange={(pictureIds) => onChange({ pictureIds })}
        onBusy={onBusy}
        error={at("picture_ids")}
      />
    </>
  );
}
