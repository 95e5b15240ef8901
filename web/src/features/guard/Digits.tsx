import { Field } from "@/ui/Field";
import { digits } from "./guard";

interface Props {
  label: string;
  hint?: string | undefined;
  error?: unknown;
  value: string;
  onChange: (value: string) => void;
  autoComplete?: "one-time-code" | "off";
  isHidden?: boolean;
}

/** Six digits to type: a payment password, which nobody sees, or a code that was sent. */
export function Digits({ onChange, isHidden = true, autoComplete = "off", ...props }: Props) {
  return (
    <Field
      {...props}
      type={isHidden ? "password" : "text"}
      inputMode="numeric"
      autoComplete={autoComplete}
      isCode
      onChange={(typed) => onChange(digits(typed))}
    />
  );
}
