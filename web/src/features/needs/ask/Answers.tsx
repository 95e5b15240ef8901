import { useSpeech } from "@/app/i18n";
import type { Category } from "@/features/nearby";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import type { Answer } from "./draft";
import { fieldsOf, type FormField } from "./form";

interface Props {
  category: Category;
  answers: Record<string, Answer>;
  onChange: (answers: Record<string, Answer>) => void;
  error: unknown;
}

/** The questions of a category. All that are not asked for may stay open. */
export function Answers({ category, answers, onChange, error }: Props) {
  const { language } = useSpeech();
  return fieldsOf(category.form, language).map((field, index) => (
    <Question
      key={field.name}
      field={field}
      value={answers[field.name]}
      error={index === 0 ? error : undefined}
      onChange={(answer) => {
        const rest = Object.entries(answers).filter(([name]) => name !== field.name);
        onChange(Object.fromEntries(answer === undefined ? rest : [...rest, [field.name, answer]]));
      }}
    />
  ));
}

interface QuestionProps {
  field: FormField;
  value: Answer | undefined;
  error: unknown;
  onChange: (answer: Answer | undefined) => void;
}

function Question({ field, value, error, onChange }: QuestionProps) {
  const { t, number } = useSpeech();
  if (field.choices) {
    return (
      <div className="ask-question">
        <p className="ask-label" aria-hidden="true">
          {field.title}
        </p>
        <Chips label={field.title} choices={field.choices} value={value as string | undefined} onChange={onChange} />
      </div>
    );
  }
  if (field.type === "boolean") {
    return (
      <label className="ask-tick">
        <input
          type="checkbox"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked || undefined)}
        />
        <span>{field.title}</span>
      </label>
    );
  }
  if (field.type === "string") {
    const text = typeof value === "string" ? value : "";
    const most = field.maxLength === undefined ? {} : { maxLength: field.maxLength };
    return (
      <Field
        label={field.title}
        value={text}
        onChange={(typed) => onChange(typed || undefined)}
        error={error}
        {...most}
      />
    );
  }
  const bounds =
    field.least !== undefined && field.most !== undefined
      ? t("needs.ask.between", { least: number(field.least), most: number(field.most) })
      : undefined;
  return (
    <Field
      label={field.unit === undefined ? field.title : t("needs.ask.inUnit", { title: field.title, unit: field.unit })}
      hint={bounds}
      value={value === undefined ? "" : String(value)}
      inputMode="numeric"
      onChange={(typed) => onChange(numberOf(typed, field.type === "integer"))}
      error={error}
    />
  );
}

function numberOf(typed: string, isWhole: boolean): number | undefined {
  const plain = typed.normalize("NFKC").replace(isWhole ? /\D/g : /[^\d.]/g, "");
  const value = Number(plain);
  return plain === "" || Number.isNaN(value) ? undefined : value;
}
