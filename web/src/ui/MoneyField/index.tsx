import { useId } from "react";
import { readable } from "@/api";
import { useSpeech } from "@/app/i18n";
import "./money-field.css";

export { minorOf, typedOf } from "./minor";

interface Props {
  label: string;
  currency: string;
  /** As it was typed; `minorOf` reads it. */
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  error?: unknown;
  autoFocus?: boolean;
}

/** An amount to type in, large, with its currency before it. */
export function MoneyField({ label, currency, value, onChange, hint, error, autoFocus = false }: Props) {
  const { language } = useSpeech();
  const id = useId();
  const problem = error ? readable(error) : undefined;
  const below = problem ? `${problem.title} ${problem.remedy}` : hint;
  return (
    <div className="money-field">
      <label htmlFor={id}>{label}</label>
      <span className="money-field-line">
        <span aria-hidden="true">{signOf(language, currency)}</span>
        <input
          id={id}
          className="numbers"
          inputMode="decimal"
          autoComplete="off"
          maxLength={12}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={problem !== undefined}
          aria-describedby={below === undefined ? undefined : `${id}-below`}
          ref={autoFocus ? focus : undefined}
        />
      </span>
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
  return shape.formatToParts(0).find((part) => part.type === "currency")?.value ?? currency;
}

function focus(input: HTMLInputElement | null): void {
  input?.focus();
}
