import { useSpeech, type Amount } from "@/app/i18n";

interface Props {
  amount: Amount;
  /** Shows + or − before it, as in a statement. */
  isSigned?: boolean;
  isExact?: boolean;
}

/** An amount in the reader's way, with figures that stand under each other. */
export function Money({ amount, isSigned = false, isExact = false }: Props) {
  const { money } = useSpeech();
  const text = money({ ...amount, minor: isSigned ? Math.abs(amount.minor) : amount.minor }, { exact: isExact });
  const sign = isSigned ? (amount.minor < 0 ? "−" : "+") : "";
  return <span className="numbers">{`${sign}${text}`}</span>;
}
