import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { settingsQuery } from "@/app/queries";
import { AmountField, minorOf, typedOf } from "@/ui/AmountField";
import { Chips } from "@/ui/Chips";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { SheetDialog } from "@/ui/SheetDialog";
import { suggestedMinor } from "./wallet";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  currency: string;
  /** How much is missing for what one wanted to do, and the words of that act. */
  missingMinor?: number | undefined;
  /** What goes on when the money is there. */
  then?: { words: string; act: () => Promise<unknown> };
}

const CHOICES = [2000, 5000, 10_000, 20_000];

/** Puts money into the wallet; when it was missing for an act, the act goes on by itself. */
export function TopUpSheet(props: Props) {
  const { t } = useSpeech();
  return (
    <SheetDialog title={t("pay.topUp.title")} isOpen={props.isOpen} onClose={props.onClose}>
      <Form {...props} />
    </SheetDialog>
  );
}

function Form({ currency, missingMinor, then, onClose }: Props) {
  const { t, money } = useSpeech();
  const { data: settings } = useQuery(settingsQuery);
  const [typed, setTyped] = useState(() =>
    typedOf({ minor: missingMinor === undefined ? 5000 : suggestedMinor(missingMinor), currency }),
  );
  const [error, setError] = useState<unknown>();
  const topUp = useAct(
    (minor: number, once) =>
      got(http.POST("/api/wallet/top-ups", { body: { amount: { minor, currency } }, headers: once })),
    { touches: [["wallet"]] },
  );
  const minor = minorOf(typed, currency) ?? 0;
  const isTooLittle = missingMinor !== undefined && minor < missingMinor;
  async function confirm() {
    setError(undefined);
    try {
      await topUp.mutateAsync(minor);
    } catch (refused) {
      setError(refused);
      return;
    }
    onClose();
    await then?.act();
  }
  const amount = money({ minor, currency });
  return (
    <>
      {missingMinor !== undefined && (
        <p className="top-up-missing">{t("pay.topUp.missing", { amount: money({ minor: missingMinor, currency }) })}</p>
      )}
      <AmountField
        label={t("pay.topUp.amount")}
        hint={settings?.is_demo === true ? t("pay.topUp.demo") : undefined}
        error={error}
        currency={currency}
        value={typed}
        onChange={setTyped}
      />
      <Chips
        label={t("pay.topUp.choices")}
        choices={CHOICES.filter((each) => each >= (missingMinor ?? 0)).map((each) => ({
          value: String(each),
          label: money({ minor: each, currency }),
        }))}
        value={String(minor)}
        onChange={(value) => setTyped(typedOf({ minor: Number(value), currency }))}
      />
      <ConfirmAmount isDisabled={minor === 0 || isTooLittle} onConfirm={confirm}>
        {then ? t("pay.topUp.putInAnd", { amount, then: then.words }) : t("pay.topUp.putIn", { amount })}
      </ConfirmAmount>
    </>
  );
}
