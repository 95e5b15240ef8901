import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { myDealsQuery, otherOf } from "@/features/deals";
import { ConfirmSheet, isAboutWord, WORD_NEEDED, type Word } from "@/features/guard";
import { AmountField, minorOf } from "@/ui/AmountField";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { ErrorFace, Face } from "@/ui/Face";
import { Field } from "@/ui/Field";
import { PersonFace } from "@/ui/PersonFace";
import { Row } from "@/ui/Row";
import { SheetDialog } from "@/ui/SheetDialog";
import { ListSkeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { useAvailable } from "./wallet";
import "./wallet.css";

type Person = Shape<"FaceWire">;
type Said = { note: string } & Partial<Shape<"WordDraft">>;

/** Pays somebody whom one knows from a deal, at once and for good. */
export function PaySheet({ isOpen, onClose, currency }: { isOpen: boolean; onClose: () => void; currency: string }) {
  const { t } = useSpeech();
  const [to, setTo] = useState<Person>();
  const close = () => {
    setTo(undefined);
    onClose();
  };
  return (
    <SheetDialog title={to ? t("pay.send.to", { name: to.name }) : t("pay.send.title")} isOpen={isOpen} onClose={close}>
      {to ? <SendAmount to={to} currency={currency} onDone={close} /> : <Known onChoose={setTo} />}
    </SheetDialog>
  );
}

function Known({ onChoose }: { onChoose: (person: Person) => void }) {
  const { t } = useSpeech();
  const deals = useInfiniteQuery(myDealsQuery(undefined));
  if (deals.isPending) return <ListSkeleton rows={2} />;
  if (deals.isLoadingError) return <ErrorFace error={deals.error} onRetry={() => void deals.refetch()} />;
  const known = new Map(
    deals.data.pages.flatMap((page) => page.items.map((deal) => [otherOf(deal).id, otherOf(deal)])),
  );
  if (known.size === 0)
    return <Face icon="hands-clapping" title={t("pay.send.nobody")} text={t("pay.send.nobodyText")} />;
  return (
    <ul aria-label={t("pay.send.title")}>
      {[...known.values()].map((person) => (
        <li key={person.id}>
          <Row
            lead={<PersonFace id={person.id} name={person.name} picture={person.picture} />}
            title={person.name}
            onClick={() => onChoose(person)}
          />
        </li>
      ))}
    </ul>
  );
}

interface SendProps {
  to: Person;
  currency: string;
  /** How much they ask for, as typed. */
  asked?: string;
  onDone: () => void;
}

/** How much and what for, and paying it. */
export function SendAmount({ to, currency, asked = "", onDone }: SendProps) {
  const { t, money } = useSpeech();
  const available = useAvailable(currency);
  const [typed, setTyped] = useState(asked);
  const [note, setNote] = useState("");
  const [error, setError] = useState<unknown>();
  const minor = minorOf(typed, currency) ?? 0;
  const amount = money({ minor, currency });
  const [asksForWord, setAsksForWord] = useState(false);
  const body = { to: to.id, amount: { minor, currency } };
  const pay = useAct(
    (said: Said, once) => got(http.POST("/api/wallet/payments", { body: { ...body, ...said }, headers: once })),
    { touches: [["wallet"]] },
  );
  async function go(word?: Word) {
    setError(undefined);
    try {
      await pay.mutateAsync({ note, ...word });
    } catch (refused) {
      const code = refused instanceof ApiError ? refused.code : "";
      if (asksForWord && isAboutWord(code)) throw refused;
      setAsksForWord(code === WORD_NEEDED);
      if (code !== WORD_NEEDED) setError(refused);
      return;
    }
    toast.done(t("pay.send.done", { amount, name: to.name }));
    onDone();
  }
  return (
    <>
      <AmountField
        label={t("pay.send.amount")}
        hint={available === undefined ? undefined : t("pay.have", { amount: money({ minor: available, currency }) })}
        error={error}
        currency={currency}
        value={typed}
        onChange={setTyped}
      />
      <Field label={t("pay.send.note")} value={note} onChange={setNote} maxLength={200} />
      <p className="top-up-missing">{t("pay.send.forGood")}</p>
      <ConfirmAmount isDisabled={minor === 0} onConfirm={() => go()}>
        {t("pay.send.pay", { amount, name: to.name })}
      </ConfirmAmount>
      <ConfirmSheet
        isOpen={asksForWord}
        onClose={() => setAsksForWord(false)}
        what={t("pay.send.pay", { amount, name: to.name })}
        askForPasskey={() => got(http.POST("/api/wallet/payments/passkey", { body }))}
        onWord={go}
      />
    </>
  );
}
