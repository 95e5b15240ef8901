import { useId } from "react";
import { readable } from "@/api";
import "@/ui/Field/field.css";
import "./words.css";

interface Props {
  label: string;
  hint?: string | undefined;
  error?: unknown;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  maxLength?: number;
  rows?: number;
}

/** Several lines to write in; grows with what is written. */
export function Words({ label, hint, error, value, onChange, placeholder, maxLength = 2000, rows = 3 }: Props) {
  const id = useId();
  const problem = error ? readable(error) : undefined;
  const below = problem ? `${problem.title} ${problem.remedy}` : hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="field-input words"
        rows={rows}
        value={value}
        maxLength={maxLength}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={problem !== undefined}
        aria-describedby={below === undefined ? undefined : `${id}-below`}
      />
      {below !== undefined && (
        <p id={`${id}-below`} className={problem ? "field-error" : "field-hint"} role={problem ? "alert" : undefined}>
          {below}
        </p>
      )}
    </div>
  );
}
