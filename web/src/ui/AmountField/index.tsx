import { useId } from "react";
import { readable } from "@/api";
import { useSpeech } from "@/app/i18n";
import "@/ui/Field/field.css";
import "./amount-field.css";

export { minorOf, typedOf } from "./amount";

interface Props {
  label: string;
  hint?: string | undefined;
  error?: unknown;
  currency: string;
  /** As typed; `minorOf` makes money of it. */
  value: string;
  onChange: (typed: string) => void;
}

/** Money to type, with its sign before it. */
export function AmountField({ label, hint, error, currency, value, onChange }: Props) {
  const { language } = useSpeech();
  const id = useId();
  const problem = error ? readable(error) : undefined;
  const below = problem ? `${problem.title} ${problem.remedy}` : hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="amount-field">
        <span aria-hidden="true">{signOf(language, currency)}</span>
        <input
          id={id}
          className="field-input numbers"
          inputMode="decimal"
          autoComplete="off"
          maxLength={12}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={problem !== undefined}
          aria-describedby={below === undefined ? undefined : `${id}-below`}
        />
      </div>
      {below !== undefined && (
        <p id={`${id}-below`} className={problem ? "field-error" : "field-hint"} role={problem ? "alert" : undefined}>
          {below}
        </p>
      )}
    </div>
  );
}

function signOf(language: string, currency: string): string {
  const shape = new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return shape.formatToParts(0).find(({ type }) => type === "currency")?.value ?? currency;
}
