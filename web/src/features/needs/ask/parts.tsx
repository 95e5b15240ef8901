import type { ReactNode } from "react";
import { isAt } from "@/api";
import { useSpeech } from "@/app/i18n";
import { AnswersForm } from "@/features/categories";
import type { Category } from "@/features/nearby";
import { CategoryIcon } from "@/ui/CategoryIcon";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Photos } from "@/ui/Photos";
import { Words } from "@/ui/Words";
import type { Draft } from "./draft";

const MATERIALS = ["none", "asker", "helper"] as const;

interface Props {
  draft: Draft;
  change: (changed: Partial<Draft>) => void;
  error: unknown;
}

/** A part of the form under its title. */
export function Part({ title, icon, children }: { title: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <section className="ask-part">
      <h2>
        {icon}
        {title}
      </h2>
      {children}
    </section>
  );
}

/** What is needed, in a line, and the questions of its kind. */
export function What({ category, draft, change, error }: Props & { category: Category }) {
  const { t } = useSpeech();
  return (
    <Part title={t("needs.ask.what")} icon={<CategoryIcon icon={category.icon} />}>
      <Field
        label={t("needs.ask.inALine")}
        value={draft.title}
        maxLength={120}
        onChange={(title) => change({ title })}
        error={isAt(error, "title") ? error : undefined}
      />
      <AnswersForm
        category={category}
        answers={draft.answers}
        onChange={(answers) => change({ answers })}
        error={error}
      />
    </Part>
  );
}

/** How to find the place, said only to whom one agrees with. */
export function PlaceNote({ draft, change, error }: Props) {
  const { t } = useSpeech();
  return (
    <Field
      label={t("needs.ask.note")}
      hint={t("needs.ask.noteHint")}
      value={draft.placeNote}
      maxLength={200}
      onChange={(placeNote) => change({ placeNote })}
      error={isAt(error, "place_note") ? error : undefined}
    />
  );
}

/** What most needs do without: pictures, more words, who buys materials. */
export function More({ draft, change, error, onBusy }: Props & { onBusy: (isBusy: boolean) => void }) {
  const { t } = useSpeech();
  return (
    <div className="ask-part">
      <Photos
        label={t("needs.ask.photos")}
        value={draft.pictures}
        onChange={(pictures) => change({ pictures })}
        onBusy={onBusy}
        error={isAt(error, "picture_ids") ? error : undefined}
      />
      <Words
        label={t("needs.ask.details")}
        placeholder={t("needs.ask.detailsExample")}
        value={draft.text}
        onChange={(text) => change({ text })}
        error={isAt(error, "text") ? error : undefined}
      />
      <div className="ask-question">
        <p className="ask-label" aria-hidden="true">
          {t("needs.ask.materials")}
        </p>
        <Chips
          label={t("needs.ask.materials")}
          value={draft.materials}
          choices={MATERIALS.map((value) => ({ value, label: t(`needs.materials.${value}`) }))}
          onChange={(materials) => change({ materials })}
        />
      </div>
    </div>
  );
}
