import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, type Shape } from "@/api";
import { useSpeech } from "@/app/i18n";
import { canUsePasskeys, shownOnThisDevice } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { Icon } from "@/ui/Icon";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { Digits } from "./Digits";
import { Forgotten } from "./Forgotten";
import { payerQuery, type Word } from "./guard";
import { NewPassword } from "./NewPassword";
import "./guard.css";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  /** What is confirmed: "Pay ¥300.00 to Tea house". */
  what: string;
  /** Asks the server what a passkey is to sign for this payment. */
  askForPasskey: () => Promise<Shape<"PasskeyOptions">>;
  /** Does it; what is refused about the password is said at its field. */
  onWord: (word: Word) => Promise<unknown>;
}

/** Asks for the payment password or a passkey before a payment; who has neither sets a password first. */
export function ConfirmSheet(props: Props) {
  const { t } = useSpeech();
  return (
    <SheetDialog title={t("guard.confirm")} isOpen={props.isOpen} onClose={props.onClose}>
      <Confirming {...props} />
    </SheetDialog>
  );
}

function Confirming(props: Props) {
  const payer = useQuery(payerQuery);
  const [isForgotten, setForgotten] = useState(false);
  if (payer.isPending) return <ListSkeleton rows={2} />;
  if (payer.isLoadingError) return <ErrorFace error={payer.error} onRetry={() => void payer.refetch()} />;
  if (isForgotten) return <Forgotten onDone={() => setForgotten(false)} />;
  const { has_password, has_passkey } = payer.data;
  const byPasskey = has_passkey && canUsePasskeys();
  return (
    <>
      <p className="guard-what numbers">{props.what}</p>
      {byPasskey && <ByPasskey {...props} isFirst={!has_password} />}
      {has_password && <ByPassword onWord={props.onWord} onForgotten={() => setForgotten(true)} />}
      {!has_password && !byPasskey && <NewPassword onDone={() => void payer.refetch()} />}
    </>
  );
}

function ByPassword({ onWord, onForgotten }: Pick<Props, "onWord"> & { onForgotten: () => void }) {
  const { t } = useSpeech();
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function type(typed: string) {
    setPassword(typed);
    if (typed.length < 6 || isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      await onWord({ password: typed });
    } catch (refused) {
      setError(refused);
      setPassword("");
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Digits
        label={t("guard.password")}
        hint={isBusy ? t("guard.paying") : undefined}
        error={error}
        value={password}
        onChange={(typed) => void type(typed)}
      />
      <Button weight="plain" isBlock onClick={onForgotten}>
        {t("guard.forgotten")}
      </Button>
    </>
  );
}

function ByPasskey({ askForPasskey, onWord, isFirst }: Props & { isFirst: boolean }) {
  const { t } = useSpeech();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function show() {
    setBusy(true);
    setError(undefined);
    try {
      const asked = await askForPasskey();
      const credential = await shownOnThisDevice(asked.options);
      await onWord({ passkey: { challenge_id: asked.challenge_id, credential } });
    } catch (refused) {
      // What the browser says when somebody turns it down is no fault of theirs or ours.
      if (refused instanceof ApiError) setError(refused);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Button
        isBlock
        weight={isFirst ? "solid" : "soft"}
        isBusy={isBusy}
        icon={<Icon name="fingerprint" size={20} />}
        onClick={() => void show()}
      >
        {t("guard.byPasskey")}
      </Button>
      {error !== undefined && <ErrorFace error={error} />}
    </>
  );
}
