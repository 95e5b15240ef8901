import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { otherOf, type Deal } from "@/features/deals";
import { useAvailable } from "@/features/pay";
import { AmountField, minorOf, typedOf } from "@/ui/AmountField";
import { Chips } from "@/ui/Chips";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { Field } from "@/ui/Field";
import { SheetDialog } from "@/ui/SheetDialog";
import { toast } from "@/ui/Toast";

interface Props {
  deal: Deal;
  isOpen: boolean;
  onClose: () => void;
}

const TOUCHES = [["deals"], ["wallet"]];

/** An amount that is typed, what the server says to it, and doing it. */
function useAmount(deal: Deal, onClose: () => void, first = "") {
  const [typed, setTyped] = useState(first);
  const [error, setError] = useState<unknown>();
  const { currency } = deal.money.price;
  const minor = minorOf(typed, currency) ?? 0;
  async function run(act: () => Promise<unknown>, done: string) {
    setError(undefined);
    try {
      await act();
    } catch (refused) {
      setError(refused);
      return;
    }
    setTyped("");
    toast.done(done);
    onClose();
  }
  const field = { currency, value: typed, onChange: setTyped, error };
  return { minor, currency, field, run };
}

/** Asks the other for a higher price; nothing moves until they say yes. */
export function AskMoreSheet({ deal, isOpen, onClose }: Props) {
  const { t, money } = useSpeech();
  const { minor, currency, field, run } = useAmount(deal, onClose);
  const [reason, setReason] = useState("");
  const { name } = otherOf(deal);
  const amount = money({ minor, currency });
  const ask = useAct(
    (given: { minor: number; reason: string }, once) =>
      got(
        http.POST("/api/deals/{deal_id}/top-ups", {
          params: { path: { deal_id: deal.id } },
          body: { amount: { minor: given.minor, currency }, reason: given.reason },
          headers: once,
        }),
      ),
    { touches: TOUCHES },
  );
  const total = money({ minor: deal.money.price.minor + minor, currency });
  return (
    <SheetDialog title={t(`adjustments.askTitle.${deal.side}`)} isOpen={isOpen} onClose={onClose}>
      <AmountField label={t("adjustments.howMuchMore")} hint={t("adjustments.inAll", { total })} {...field} />
      <Field label={t("adjustments.whatFor")} value={reason} onChange={setReason} maxLength={300} />
      <ConfirmAmount
        tone={deal.side === "asker" ? "need" : "offer"}
        isDisabled={minor === 0}
        onConfirm={() => run(() => ask.mutateAsync({ minor, reason }), t("adjustments.askDone", { name }))}
      >
        {t(`adjustments.ask.${deal.side}`, { amount, name })}
      </ConfirmAmount>
    </SheetDialog>
  );
}

/** Gives the helper a part of what is held now. */
export function ReleaseSheet({ deal, isOpen, onClose }: Props) {
  const { t, money } = useSpeech();
  const { minor, currency, field, run } = useAmount(deal, onClose);
  const { name } = deal.helper;
  const amount = money({ minor, currency });
  const release = useAct(
    (given: number, once) =>
      got(
        http.POST("/api/deals/{deal_id}/releases", {
          params: { path: { deal_id: deal.id } },
          body: { amount: { minor: given, currency } },
          headers: once,
        }),
      ),
    { touches: TOUCHES },
  );
  return (
    <SheetDialog title={t("adjustments.releaseTitle")} isOpen={isOpen} onClose={onClose}>
      <AmountField
        label={t("adjustments.releaseAmount", { name })}
        hint={t("adjustments.isHeld", { amount: money(deal.money.in_escrow) })}
        {...field}
      />
      <ConfirmAmount
        tone="need"
        isDisabled={minor === 0}
        onConfirm={() => run(() => release.mutateAsync(minor), t("adjustments.releaseDone", { amount, name }))}
      >
        {t("adjustments.release", { amount, name })}
      </ConfirmAmount>
    </SheetDialog>
  );
}

/** Thanks the helper with money, straight to their balance. */
export function TipSheet({ deal, isOpen, onClose }: Props) {
  const { t, money } = useSpeech();
  const { minor, currency, field, run } = useAmount(deal, onClose);
  const available = useAvailable(currency);
  const { name } = deal.helper;
  const amount = money({ minor, currency });
  const tip = useAct(
    (given: number, once) =>
      got(
        http.POST("/api/deals/{deal_id}/tip", {
          params: { path: { deal_id: deal.id } },
          body: { amount: { minor: given, currency } },
          headers: once,
        }),
      ),
    { touches: TOUCHES },
  );
  const choices = [5, 10, 20]
    .map((percent) => Math.round((deal.fee.minor * percent) / 10_000) * 100)
    .filter((each, index, all) => each > 0 && all.indexOf(each) === index)
    .map((each) => ({ value: String(each), label: money({ minor: each, currency }) }));
  return (
    <SheetDialog title={t("adjustments.tipTitle", { name })} isOpen={isOpen} onClose={onClose}>
      <AmountField
        label={t("adjustments.tipAmount")}
        hint={
          available === undefined
            ? undefined
            : t("adjustments.tipHint", { balance: money({ minor: available, currency }), most: money(deal.fee) })
        }
        {...field}
      />
      {choices.length > 0 && (
        <Chips
          label={t("adjustments.tipChoices")}
          choices={choices}
          value={String(minor)}
          onChange={(value) => field.onChange(typedOf({ minor: Number(value), currency }))}
        />
      )}
      <ConfirmAmount
        tone="need"
        isDisabled={minor === 0}
        onConfirm={() => run(() => tip.mutateAsync(minor), t("adjustments.tipDone", { amount, name }))}
      >
        {t("adjustments.tip", { amount, name })}
      </ConfirmAmount>
    </SheetDialog>
  );
}
