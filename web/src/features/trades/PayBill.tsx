import { useState } from "react";
import { ApiError, got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { ConfirmSheet, isAboutWord, WORD_NEEDED, type Word } from "@/features/guard";
import { TopUpSheet, useAvailable } from "@/features/pay";
import { askToSignIn } from "@/features/people";
import { AmountField, minorOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { toast } from "@/ui/Toast";
import { billQuery, mustBeConfirmed, type Bill, type Paid } from "./trades";
import { CounterPaid } from "./CounterPaid";

const CURRENCY = "CNY";

/** Pays a bill: at once where it is small, else by password or passkey; what is missing in the balance is put in first. */
export function PayBill({
  bill,
  isSomebody,
  onFailed,
}: {
  bill: Bill;
  isSomebody: boolean;
  /** A payment was refused, or nobody knows what became of it. */
  onFailed?: (why: unknown) => void;
}) {
  const { t, money } = useSpeech();
  const [typed, setTyped] = useState("");
  const [paid, setPaid] = useState<Paid>();
  const currency = bill.amount?.currency ?? CURRENCY;
  const minor = bill.amount?.minor ?? minorOf(typed, currency) ?? 0;
  const amount = money({ minor, currency }, { exact: true });
  const what = t("trades.payTo", { amount, merchant: bill.merchant });
  if (paid) return <CounterPaid paid={paid} merchant={bill.merchant} onAgain={() => setPaid(undefined)} />;
  return (
    <div className="cashier-act">
      {bill.amount === null && (
        <AmountField label={t("trades.amount")} currency={currency} value={typed} onChange={setTyped} />
      )}
      {isSomebody ? (
        <FromBalance
          bill={bill}
          sum={{ minor, currency }}
          what={what}
          onPaid={bill.amount === null ? setPaid : undefined}
          onFailed={onFailed}
        />
      ) : (
        <>
          <Button isBlock disabled={minor === 0} onClick={() => void askToSignIn()}>
            {t("trades.signIn", { amount })}
          </Button>
          <p className="cashier-note">{t("trades.signInText")}</p>
        </>
      )}
    </div>
  );
}

interface Props {
  bill: Bill;
  sum: { minor: number; currency: string };
  what: string;
  onPaid: ((paid: Paid) => void) | undefined;
  onFailed: ((why: unknown) => void) | undefined;
}

function FromBalance({ bill, sum, what, onPaid, onFailed }: Props) {
  const { t, money } = useSpeech();
  const available = useAvailable(sum.currency);
  const [open, setOpen] = useState<"word" | "topUp">();
  const { code } = bill;
  const amount = bill.amount === null ? sum : null;
  const params = { path: { code } };
  const pay = useAct(
    (word: Word | Record<string, never>, once) =>
      got(http.POST("/api/me/pay/codes/{code}/pay", { params, body: { amount, ...word }, headers: once })),
    { touches: [billQuery(code).queryKey, ["wallet"], ["receipts"]], onDone: (paid) => onPaid?.(paid) },
  );
  async function go(word: Word | Record<string, never>) {
    try {
      await pay.mutateAsync(word);
      setOpen(undefined);
    } catch (refused) {
      const said = refused instanceof ApiError ? refused.code : "";
      if (isAboutWord(said) && open === "word") throw refused;
      if (said === WORD_NEEDED) setOpen("word");
      else if (said === "insufficient_funds") setOpen("topUp");
      else {
        setOpen(undefined);
        onFailed?.(refused);
        toast.error(refused);
      }
    }
  }
  const isAsked = mustBeConfirmed(bill, sum.minor);
  const missing = available === undefined ? 0 : Math.max(0, sum.minor - available);
  return (
    <>
      {available !== undefined && (
        <p className="cashier-note numbers">
          {t("trades.balance", { amount: money({ minor: available, currency: sum.currency }, { exact: true }) })}
        </p>
      )}
      {missing > 0 ? (
        <Button isBlock onClick={() => setOpen("topUp")}>
          {t("trades.topUpFirst", { amount: money({ minor: missing, currency: sum.currency }, { exact: true }) })}
        </Button>
      ) : (
        <ConfirmAmount
          isDisabled={sum.minor === 0 || available === undefined}
          onConfirm={async () => (isAsked ? setOpen("word") : go({}))}
        >
          {what}
        </ConfirmAmount>
      )}
      <TopUpSheet
        isOpen={open === "topUp"}
        onClose={() => setOpen(undefined)}
        currency={sum.currency}
        missingMinor={missing || undefined}
      />
      <ConfirmSheet
        isOpen={open === "word"}
        onClose={() => setOpen(undefined)}
        what={what}
        askForPasskey={() => got(http.POST("/api/me/pay/codes/{code}/passkey", { params, body: { amount } }))}
        onWord={go}
      />
    </>
  );
}
