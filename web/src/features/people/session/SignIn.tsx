import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { got, http } from "@/api";
import { useSpeech } from "@/app/i18n";
import { settingsQuery } from "@/app/queries";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { useMe, welcome, type Me } from "./me";
import { canUsePasskeys, signInByPasskey } from "./passkey";
import "./sign-in.css";

/** In two steps: to whom, and the code that was sent there. Or by a passkey, in one. */
export default function SignIn({ onDone }: { onDone: () => void }) {
  const { t } = useSpeech();
  const { me: before } = useMe();
  const [handle, setHandle] = useState(before?.phone ?? before?.email ?? "");
  const [isSent, setSent] = useState(false);
  const done = (me: Me) => {
    welcome(me);
    onDone();
  };
  const passkey = useMutation({ mutationFn: signInByPasskey, onSuccess: done });
  if (isSent) return <Code handle={handle} onBack={() => setSent(false)} onDone={done} />;
  return (
    <>
      <p className="sign-in-text">{t(before ? "people.signIn.again" : "people.signIn.why")}</p>
      <To handle={handle} onHandle={setHandle} onSent={() => setSent(true)} />
      {canUsePasskeys() && (
        <Button
          weight="plain"
          icon={<Icon name="fingerprint" size={20} />}
          isBlock
          isBusy={passkey.isPending}
          onClick={() => passkey.mutate()}
        >
          {t("people.signIn.passkey")}
        </Button>
      )}
    </>
  );
}

function To(props: { handle: string; onHandle: (handle: string) => void; onSent: () => void }) {
  const { t } = useSpeech();
  const { data: settings } = useQuery(settingsQuery);
  const send = useMutation({
    mutationFn: () => got(http.POST("/api/sign-in/code", { body: bodyOf(props.handle) })),
    onSuccess: props.onSent,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (props.handle.trim() !== "") send.mutate();
  };
  return (
    <form className="sign-in" onSubmit={submit} noValidate>
      <Field
        label={t("people.signIn.handle")}
        hint={settings?.is_demo === true ? t("people.signIn.demoHandle") : undefined}
        error={send.error}
        value={props.handle}
        onChange={props.onHandle}
        autoComplete="username"
        inputMode="email"
        autoFocus
      />
      <Button
        tone="ink"
        isBlock
        isBusy={send.isPending}
        disabled={props.handle.trim() === ""}
        onClick={() => send.mutate()}
      >
        {t("people.signIn.send")}
      </Button>
    </form>
  );
}

function Code({ handle, onBack, onDone }: { handle: string; onBack: () => void; onDone: (me: Me) => void }) {
  const { t } = useSpeech();
  const [code, setCode] = useState("");
  const { data: settings } = useQuery(settingsQuery);
  const enter = useMutation({
    mutationFn: (typed: string) => got(http.POST("/api/sign-in", { body: { ...bodyOf(handle), code: typed } })),
    onSuccess: (answer) => onDone(answer.person),
    onError: () => setCode(""),
  });
  const type = (text: string) => {
    const digits = text.replace(/\D/g, "").slice(0, 6);
    setCode(digits);
    if (digits.length === 6 && !enter.isPending) enter.mutate(digits);
  };
  return (
    <form className="sign-in" onSubmit={(event) => event.preventDefault()} noValidate>
      <p className="sign-in-text">{t("people.signIn.sentTo", { handle })}</p>
      <Field
        label={t("people.signIn.code")}
        hint={settings?.is_demo === true ? t("people.signIn.demoCode") : undefined}
        error={enter.error}
        value={code}
        onChange={type}
        autoComplete="one-time-code"
        inputMode="numeric"
        isCode
        autoFocus
      />
      <Button weight="plain" isBlock onClick={onBack}>
        {t("people.signIn.other")}
      </Button>
    </form>
  );
}

function bodyOf(handle: string): { phone: string } | { email: string } {
  const said = handle.trim();
  return said.includes("@") ? { email: said } : { phone: said };
}
