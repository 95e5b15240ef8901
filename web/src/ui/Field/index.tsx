import { useId, type InputHTMLAttributes } from "react";
import { readable } from "@/api";
import "./field.css";

type Native = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  "autoComplete" | "inputMode" | "placeholder" | "maxLength" | "type"
>;

interface Props extends Native {
  label: string;
  hint?: string | undefined;
  /** What the server refused; its words stand under the field. */
  error?: unknown;
  value: string;
  onChange: (value: string) => void;
  autoFocus?: boolean;
  /** Digits of a one-time code, set wide. */
  isCode?: boolean;
}

/** A line to write in, with its label above, a hint or what is wrong below. */
export function Field({ label, hint, error, value, onChange, autoFocus = false, isCode = false, ...native }: Props) {
  const id = useId();
  const problem = error ? readable(error) : undefined;
  const below = problem ? `${problem.title} ${problem.remedy}` : hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={isCode ? "field-input field-code numbers" : "field-input"}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={problem !== undefined}
        aria-describedby={below === undefined ? undefined : `${id}-below`}
        ref={autoFocus ? focus : undefined}
        {...native}
      />
      {below !== undefined && (
        <p id={`${id}-below`} className={problem ? "field-error" : "field-hint"} role={problem ? "alert" : undefined}>
          {below}
        </p>
      )}
    </div>
  );
}

function focus(input: HTMLInputElement | null): void {
  // A dialog that opens looks for this word; elsewhere the field is focused as it comes.
  input?.setAttribute("autofocus", "");
  input?.focus();
}
