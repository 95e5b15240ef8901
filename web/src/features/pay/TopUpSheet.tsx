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
import { toast } from "@/ui/Toast";
import { able, providersQuery, type Provider } from "./outside";
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
  const providers = useQuery(providersQuery);
  const ways = able(providers.data?.items, "charge", currency);
  const [chosen, setChosen] = useState<Provider["name"]>();
  const provider = ways.find(({ name }) => name === chosen) ?? ways[0];
  const topUp = useAct(
    async (minor: number, headers) => {
      const amount = { minor, currency };
      if (provider === undefined) {
        await got(http.POST("/api/wallet/top-ups", { body: { amount }, headers }));
        return undefined;
      }
      const body = { provider: provider.name, kind: "charge" as const, amount };
      return got(http.POST("/api/wallet/transits", { body, headers }));
    },
    { touches: [["wallet"]] },
  );
  const minor = minorOf(typed, currency) ?? 0;
  const isTooLittle = missingMinor !== undefined && minor < missingMinor;
  async function confirm() {
    setError(undefined);
    try {
      const begun = await topUp.mutateAsync(minor);
      onClose();
      // Money from outside is there when the provider says so: on its page first, or at the desk.
      if (begun === undefined || begun.stage === "done") await then?.act();
      else if (begun.next_url !== "") window.location.assign(begun.next_url);
      else toast.done(t("pay.topUp.atDesk"));
    } catch (refused) {
      setError(refused);
    }
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
      {ways.length > 1 && (
        <Chips
          label={t("pay.out.through")}
          choices={ways.map(({ name }) => ({ value: name, label: t(`pay.provider.${name}`) }))}
          value={provider?.name ?? "stripe"}
          onChange={setChosen}
        />
      )}
      <ConfirmAmount isDisabled={minor === 0 || isTooLittle || providers.isPending} onConfirm={confirm}>
        {then ? t("pay.topUp.putInAnd", { amount, then: then.words }) : t("pay.topUp.putIn", { amount })}
      </ConfirmAmount>
    </>
  );
}
