import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError, got, http, isAt } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { settingsQuery } from "@/app/queries";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";
import { CodeForm } from "../session/CodeForm";
import { isMe } from "../session/me";
import "../session/sign-in.css";

export type Kind = "phone" | "email";

/** A number or an address that is not there yet: to sign in by and to be reached by, once its code is typed. */
export function AddHandle({ kind }: { kind: Kind }) {
  const { t } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Row
        icon={kind === "phone" ? "phone" : "envelope-simple"}
        title={t(`profile.handle.add.${kind}`)}
        text={t(`profile.handle.why.${kind}`)}
        onClick={() => setOpen(true)}
      />
      <SheetDialog title={t(`profile.handle.add.${kind}`)} isOpen={isOpen} onClose={close}>
        {isOpen && <Steps kind={kind} onDone={close} />}
      </SheetDialog>
    </>
  );
}

interface StepsProps {
  kind: Kind;
  /** It takes the place of the one that there is. */
  isInPlace?: boolean;
  onDone: () => void;
}

/** Where to send the code, and the code. */
export function Steps({ kind, isInPlace = false, onDone }: StepsProps) {
  const [typed, setTyped] = useState("");
  const [isSent, setSent] = useState(false);
  const handle = kind === "phone" ? { phone: typed.trim() } : { email: typed.trim() };
  return isSent ? (
    <Code
      kind={kind}
      handle={handle}
      typed={typed.trim()}
      isInPlace={isInPlace}
      onBack={() => setSent(false)}
      onDone={onDone}
    />
  ) : (
    <To kind={kind} handle={handle} typed={typed} onTyped={setTyped} onSent={() => setSent(true)} />
  );
}

type Handle = { phone: string } | { email: string };

interface ToProps {
  kind: Kind;
  handle: Handle;
  typed: string;
  onTyped: (typed: string) => void;
  onSent: () => void;
}

function To({ kind, handle, typed, onTyped, onSent }: ToProps) {
  const { t } = useSpeech();
  const { data: settings } = useQuery(settingsQuery);
  const send = useMutation({
    mutationFn: () => got(http.POST("/api/sign-in/code", { body: handle })),
    onSuccess: onSent,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== "" && !send.isPending) send.mutate();
  };
  return (
    <form className="sign-in" onSubmit={submit} noValidate>
      <Field
        label={t(`profile.handle.${kind}`)}
        hint={t(settings?.is_demo === true ? "people.signIn.demoHandle" : `profile.handle.hint.${kind}`)}
        error={send.error}
        value={typed}
        onChange={onTyped}
        autoComplete={kind === "phone" ? "tel" : "email"}
        inputMode={kind === "phone" ? "tel" : "email"}
        autoFocus
      />
      <Button isBlock isBusy={send.isPending} disabled={typed.trim() === ""} onClick={() => send.mutate()}>
        {t("people.signIn.send")}
      </Button>
    </form>
  );
}

interface CodeProps {
  kind: Kind;
  handle: Handle;
  typed: string;
  isInPlace: boolean;
  onBack: () => void;
  onDone: () => void;
}

function Code({ kind, handle, typed, isInPlace, onBack, onDone }: CodeProps) {
  const { t } = useSpeech();
  const queries = useQueryClient();
  const add = useAct(
    (code: string, headers) =>
      got(http.POST("/api/me/handles", { body: { ...handle, code, in_place: isInPlace }, headers })),
    {
      onDone: (me) => {
        isMe(queries, me);
        toast.done(t(`profile.handle.added.${kind}`));
        onDone();
      },
    },
  );
  return (
    <CodeForm
      to={typed}
      error={add.error}
      isBusy={add.isPending}
      onCode={(code) => add.mutateAsync(code)}
      other={t(`profile.handle.other.${kind}`)}
      // What is wrong with the number itself stands above; another one is the way out.
      isStuck={add.error instanceof ApiError && isAt(add.error, kind)}
      onBack={onBack}
    />
  );
}
