import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSpeech } from "@/app/i18n";
import { settingsQuery } from "@/app/queries";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import "./sign-in.css";

const DIGITS = 6;

interface Props {
  /** Where the code was sent. */
  to: string;
  error: unknown;
  isBusy: boolean;
  /** Shows the six digits; they are asked for anew where it fails. */
  onCode: (digits: string) => Promise<unknown>;
  /** The way out: another number or address. */
  other: string;
  /** Whether that is what one has to do now. */
  isStuck?: boolean;
  onBack: () => void;
}

/** The six digits that were sent somewhere; they go as soon as the last is typed. */
export function CodeForm({ to, error, isBusy, onCode, other, isStuck = false, onBack }: Props) {
  const { t } = useSpeech();
  const [code, setCode] = useState("");
  const { data: settings } = useQuery(settingsQuery);
  const type = (text: string) => {
    const digits = text.replace(/\D/g, "").slice(0, DIGITS);
    setCode(digits);
    if (digits.length === DIGITS && !isBusy) onCode(digits).catch(() => setCode(""));
  };
  return (
    <form className="sign-in" onSubmit={(event) => event.preventDefault()} noValidate>
      <p className="sign-in-text">{t("people.signIn.sentTo", { handle: to })}</p>
      <Field
        label={t("people.signIn.code")}
        hint={settings?.is_demo === true ? t("people.signIn.demoCode") : undefined}
        error={error}
        value={code}
        onChange={type}
        autoComplete="one-time-code"
        inputMode="numeric"
        isCode
        autoFocus
      />
      <Button weight={isStuck ? "soft" : "plain"} isBlock onClick={onBack}>
        {other}
      </Button>
    </form>
  );
}
