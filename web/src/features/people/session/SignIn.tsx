import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { got, http } from "@/api";
import { useSpeech } from "@/app/i18n";
import { settingsQuery } from "@/app/queries";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { CodeForm } from "./CodeForm";
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
  const enter = useMutation({
    mutationFn: (code: string) => got(http.POST("/api/sign-in", { body: { ...bodyOf(handle), code } })),
    onSuccess: (answer) => onDone(answer.person),
  });
  return (
    <CodeForm
      to={handle}
      error={enter.error}
      isBusy={enter.isPending}
      onCode={(code) => enter.mutateAsync(code)}
      other={t("people.signIn.other")}
      onBack={onBack}
    />
  );
}

function bodyOf(handle: string): { phone: string } | { email: string } {
  const said = handle.trim();
  return said.includes("@") ? { email: said } : { phone: said };
}
