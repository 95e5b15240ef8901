import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { settingsQuery } from "@/app/queries";
import { useMe, type Me } from "@/features/people";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { toast } from "@/ui/Toast";
import { Digits } from "./Digits";
import { payerQuery } from "./guard";

type Handle = { phone: string } | { email: string };

/** Sets another payment password by a code that is sent to one's phone or mail. */
export function Forgotten({ onDone }: { onDone: () => void }) {
  const { me } = useMe();
  return me ? <Reset me={me} onDone={onDone} /> : null;
}

function Reset({ me, onDone }: { me: Me; onDone: () => void }) {
  const { t } = useSpeech();
  const { data: settings } = useQuery(settingsQuery);
  const ways = [me.phone, me.email].filter((each): each is string => each != null);
  const [to, setTo] = useState(ways[0] ?? "");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const send = useAct((handle: Handle) => got(http.POST("/api/sign-in/code", { body: handle })), {
    onError: toast.error,
  });
  const reset = useAct(
    (said: Handle & { code: string; password: string }) => got(http.POST("/api/me/pay/password/reset", { body: said })),
    {
      touches: [payerQuery.queryKey],
      onDone: () => {
        toast.done(t("guard.isReset"));
        onDone();
      },
    },
  );
  const isSimple = (reset.error as { code?: string } | null)?.code === "payment_password_too_simple";
  if (!send.isSuccess)
    return (
      <>
        <p className="guard-why">{t("guard.forgottenWhy")}</p>
        <Chips
          label={t("guard.sendTo")}
          value={to}
          choices={ways.map((value) => ({ value, label: value }))}
          onChange={setTo}
        />
        <Button isBlock isBusy={send.isPending} onClick={() => send.mutate(handleOf(to))}>
          {t("guard.send", { to })}
        </Button>
      </>
    );
  return (
    <>
      <p className="guard-why">{t("guard.sent", { to })}</p>
      <Digits
        label={t("guard.code")}
        hint={settings?.is_demo === true ? t("guard.demoCode") : undefined}
        error={isSimple ? undefined : reset.error}
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        isHidden={false}
      />
      <Digits
        label={t("guard.new")}
        hint={t("guard.newHint")}
        error={isSimple ? reset.error : undefined}
        value={password}
        onChange={setPassword}
      />
      <Button
        isBlock
        isBusy={reset.isPending}
        disabled={code.length < 6 || password.length < 6}
        onClick={() => reset.mutate({ ...handleOf(to), code, password })}
      >
        {t("guard.reset")}
      </Button>
    </>
  );
}

function handleOf(to: string): Handle {
  return to.includes("@") ? { email: to } : { phone: to };
}
