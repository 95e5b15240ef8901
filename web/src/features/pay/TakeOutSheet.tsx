import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { ConfirmSheet, isAboutWord, WORD_NEEDED, type Word } from "@/features/guard";
import { AmountField, minorOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { ErrorFace } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { able, providersQuery, type Provider } from "./outside";
import { useAvailable } from "./wallet";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  currency: string;
}

/** Takes money out of the balance, to an account outside that its owner named; both by their word. */
export function TakeOutSheet({ isOpen, onClose, currency }: Props) {
  const { t } = useSpeech();
  return (
    <SheetDialog title={t("pay.out.title")} isOpen={isOpen} onClose={onClose}>
      <Choice currency={currency} onDone={onClose} />
    </SheetDialog>
  );
}

function Choice({ currency, onDone }: { currency: string; onDone: () => void }) {
  const { t } = useSpeech();
  const found = useQuery(providersQuery);
  const [chosen, setChosen] = useState<Provider["name"]>();
  if (found.isPending) return <ListSkeleton rows={2} />;
  if (found.isLoadingError) return <ErrorFace error={found.error} onRetry={() => void found.refetch()} />;
  const ways = able(found.data.items, "payout", currency);
  const provider = ways.find(({ name }) => name === chosen) ?? ways[0];
  if (provider === undefined) return <p className="top-up-missing">{t("pay.out.nobody")}</p>;
  return (
    <>
      {ways.length > 1 && (
        <Chips
          label={t("pay.out.through")}
          choices={ways.map(({ name }) => ({ value: name, label: t(`pay.provider.${name}`) }))}
          value={provider.name}
          onChange={setChosen}
        />
      )}
      {provider.account?.is_ready ? (
        <Amount key={provider.name} provider={provider} currency={currency} onDone={onDone} />
      ) : (
        <Where key={provider.name} provider={provider} />
      )}
    </>
  );
}

/** A command that may ask for the payer's word: what it is refused with is said where it is typed. */
function useByWord(send: (word: Partial<Shape<"WordDraft">>) => Promise<unknown>) {
  const [isAsked, setAsked] = useState(false);
  const [error, setError] = useState<unknown>();
  async function go(word?: Word) {
    setError(undefined);
    try {
      await send(word ?? {});
      setAsked(false);
    } catch (refused) {
      const code = refused instanceof ApiError ? refused.code : "";
      if (isAsked && isAboutWord(code)) throw refused;
      setAsked(code === WORD_NEEDED);
      if (code !== WORD_NEEDED) setError(refused);
    }
  }
  return { go, error, isAsked, end: () => setAsked(false) };
}

/** Where one is paid: who one is there, or what the provider wants to know. */
function Where({ provider }: { provider: Provider }) {
  const { t } = useSpeech();
  const [identity, setIdentity] = useState("");
  const [name, setName] = useState("");
  const isNamed = provider.name === "alipay";
  const params = { path: { name: provider.name } };
  const body = { identity: identity.trim(), name: name.trim(), sends_released: false };
  const connect = useAct(
    (word: Partial<Shape<"WordDraft">>) =>
      got(http.PUT("/api/wallet/providers/{name}", { params, body: { ...body, ...word } })),
    {
      touches: [providersQuery.queryKey],
      onDone: ({ next_url }) => {
        if (next_url !== "") window.location.assign(next_url);
      },
    },
  );
  const by = useByWord((word) => connect.mutateAsync(word));
  const what = t("pay.out.connect", { provider: t(`pay.provider.${provider.name}`) });
  return (
    <>
      <p className="top-up-missing">{t(`pay.out.where.${provider.name}`)}</p>
      {isNamed && (
        <>
          <Field
            label={t("pay.out.identity")}
            error={by.error}
            value={identity}
            maxLength={120}
            onChange={setIdentity}
          />
          <Field label={t("pay.out.name")} value={name} maxLength={60} onChange={setName} />
        </>
      )}
      {!isNamed && by.error !== undefined && <ErrorFace error={by.error} />}
      <Button
        isBlock
        isBusy={connect.isPending}
        disabled={isNamed && identity.trim() === ""}
        onClick={() => void by.go()}
      >
        {what}
      </Button>
      <ConfirmSheet
        isOpen={by.isAsked}
        onClose={by.end}
        what={what}
        askForPasskey={() => got(http.POST("/api/wallet/providers/{name}/passkey", { params, body }))}
        onWord={by.go}
      />
    </>
  );
}

function Amount({ provider, currency, onDone }: { provider: Provider; currency: string; onDone: () => void }) {
  const { t, money } = useSpeech();
  const available = useAvailable(currency);
  const [typed, setTyped] = useState("");
  const minor = minorOf(typed, currency) ?? 0;
  const amount = { minor, currency };
  const said = money(amount, { exact: true });
  const asked = { provider: provider.name, amount };
  const send = useAct(
    (word: Partial<Shape<"WordDraft">>, headers) =>
      got(http.POST("/api/wallet/transits", { body: { ...asked, kind: "payout", ...word }, headers })),
    {
      touches: [["wallet"]],
      onDone: ({ stage }) => {
        if (stage === "failed") toast.error(new Error(t("pay.out.failed")));
        else toast.done(t(stage === "done" ? "pay.out.done" : "pay.out.going", { amount: said }));
        onDone();
      },
    },
  );
  const by = useByWord((word) => send.mutateAsync(word));
  const what = t("pay.out.take", { amount: said });
  return (
    <>
      <AmountField
        label={t("pay.out.amount")}
        hint={available === undefined ? undefined : t("pay.have", { amount: money({ minor: available, currency }) })}
        error={by.error}
        currency={currency}
        value={typed}
        onChange={setTyped}
      />
      <p className="top-up-missing">{t("pay.out.forGood", { provider: t(`pay.provider.${provider.name}`) })}</p>
      <ConfirmAmount isDisabled={minor === 0 || minor > (available ?? 0)} onConfirm={() => by.go()}>
        {what}
      </ConfirmAmount>
      <ConfirmSheet
        isOpen={by.isAsked}
        onClose={by.end}
        what={what}
        askForPasskey={() => got(http.POST("/api/wallet/transits/passkey", { body: asked }))}
        onWord={by.go}
      />
    </>
  );
}
