import { Field } from "@/ui/Field";

export { instantOf, nextQuarter, typedMoment } from "./moment";

interface Props {
  label: string;
  hint?: string | undefined;
  error?: unknown;
  /** As `typedMoment` writes it. */
  value: string;
  onChange: (typed: string) => void;
}

/** A day and an hour, chosen by what the phone has for it. */
export function MomentField(props: Props) {
  return <Field {...props} type="datetime-local" />;
}
