import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/Toast";
import { Digits } from "./Digits";
import { payerQuery } from "./guard";

interface Props {
  /** Whether there is one, which must be typed to change it. */
  isChange?: boolean;
  onDone: () => void;
  onForgotten?: () => void;
}

/** Sets the payment password, or changes the one that is known. */
export function NewPassword({ isChange = false, onDone, onForgotten }: Props) {
  const { t } = useSpeech();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const set = useAct(
    (said: { password: string; current?: string }) => got(http.PUT("/api/me/pay/password", { body: said })),
    {
      touches: [payerQuery.queryKey],
      onDone: () => {
        toast.done(t("guard.isSet"));
        onDone();
      },
    },
  );
  const isWhole = password.length === 6 && again === password && (!isChange || current.length === 6);
  const isCurrentWrong = isWrongCurrent(set.error);
  return (
    <>
      <p className="guard-why">{t(isChange ? "guard.changeWhy" : "guard.why")}</p>
      {isChange && (
        <Digits
          label={t("guard.current")}
          error={isCurrentWrong ? set.error : undefined}
          value={current}
          onChange={setCurrent}
        />
      )}
      <Digits
        label={t("guard.new")}
        hint={t("guard.newHint")}
        error={isChange && isCurrentWrong ? undefined : set.error}
        value={password}
        onChange={setPassword}
      />
      <Digits
        label={t("guard.again")}
        hint={again.length === 6 && again !== password ? t("guard.differs") : undefined}
        value={again}
        onChange={setAgain}
      />
      <Button
        isBlock
        isBusy={set.isPending}
        disabled={!isWhole}
        onClick={() => set.mutate(isChange ? { password, current } : { password })}
      >
        {t(isChange ? "guard.change" : "guard.set")}
      </Button>
      {isChange && onForgotten && (
        <Button weight="plain" isBlock onClick={onForgotten}>
          {t("guard.forgotten")}
        </Button>
      )}
    </>
  );
}

// The server names the field `password` for both; which one it means is in the code.
function isWrongCurrent(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code;
  return code === "payment_password_wrong" || code === "payment_password_locked";
}
