import { useId } from "react";
import { readable } from "@/api";
import "./text-area.css";

interface Props {
  label: string;
  hint?: string | undefined;
  error?: unknown;
  value: string;
  onChange: (value: string) => void;
  maxLength?: number;
  placeholder?: string;
}

/** Some lines to write in; the field grows with them. */
export function TextArea({ label, hint, error, value, onChange, maxLength = 4000, placeholder }: Props) {
  const id = useId();
  const problem = error ? readable(error) : undefined;
  const below = problem ? `${problem.title} ${problem.remedy}` : hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="field-input text-area"
        rows={3}
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
