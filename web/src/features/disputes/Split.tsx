import { useState } from "react";
import { got, http } from "@/api";
import { useAct } from "@/app/act";
import { useSpeech } from "@/app/i18n";
import { otherOf, type Deal } from "@/features/deals";
import { AmountField, minorOf, typedOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { ConfirmAmount } from "@/ui/ConfirmAmount";
import { Slider } from "@/ui/Slider";
import type { Dispute } from "./disputes";

interface Props {
  deal: Deal;
  dispute: Dispute;
}

/** How the money is shared out: what is proposed, saying yes to it, proposing something else. */
export function Split({ deal, dispute }: Props) {
  const { t, money } = useSpeech();
  const { split } = dispute;
  const [isProposing, setProposing] = useState(false);
  const canPropose = dispute.can.includes("propose");
  const { name } = otherOf(deal);
  const by = split?.by === deal.side ? "me" : split?.by === "operator" ? "operator" : "other";
  const shares = split && { helper: money(split.to_helper), asker: money(split.to_asker), name, by };
  return (
    <div className="dispute-part">
      <p className="dispute-stake">{t("disputes.stake", { amount: money(dispute.stake) })}</p>
      {shares && (
        <p>
          {deal.stage === "resolved"
            ? t(`disputes.shared.${deal.side}`, shares)
            : t(`disputes.proposed.${deal.side}`, shares)}
        </p>
      )}
      {split && <FromDeposit deal={deal} held={dispute.deposit} taken={split.from_deposit} />}
      {!shares && <p className="dispute-note">{t("disputes.nothingProposed")}</p>}
      {dispute.decision_note !== "" && <p className="dispute-words">{dispute.decision_note}</p>}
      {split && dispute.can.includes("accept") && (
        <Accept deal={deal} version={split.version}>
          {t(`disputes.accept.${deal.side}`, { helper: money(split.to_helper), asker: money(split.to_asker), name })}
        </Accept>
      )}
      {canPropose && (isProposing || !split) && (
        <Propose deal={deal} dispute={dispute} onDone={() => setProposing(false)} />
      )}
      {canPropose && !isProposing && split && (
        <Button weight="soft" onClick={() => setProposing(true)}>
          {t("disputes.proposeOther")}
        </Button>
      )}
    </div>
  );
}

/** What becomes of a deposit that is held beside the price; nothing where there is none. */
function FromDeposit({ deal, held, taken }: { deal: Deal; held: Dispute["deposit"]; taken: Dispute["deposit"] }) {
  const { t, money } = useSpeech();
  if (held.minor === 0) return null;
  return (
    <p>
      {t("disputes.fromDeposit", {
        helper: money(taken),
        asker: money({ ...held, minor: held.minor - taken.minor }),
        helperName: deal.helper.name,
        askerName: deal.asker.name,
      })}
    </p>
  );
}

function Accept({ deal, version, children }: { deal: Deal; version: number; children: string }) {
  const accept = useAct(
    (given: number, once) =>
      got(
        http.POST("/api/deals/{deal_id}/dispute/accept", {
          params: { path: { deal_id: deal.id } },
          body: { version: given },
          headers: once,
        }),
      ),
    { touches: [["deals"], ["wallet"]] },
  );
  return (
    <ConfirmAmount tone={deal.side === "asker" ? "need" : "offer"} onConfirm={() => accept.mutateAsync(version)}>
      {children}
    </ConfirmAmount>
  );
}

function Propose({ deal, dispute, onDone }: Props & { onDone: () => void }) {
  const { t, money } = useSpeech();
  const { minor: stake, currency } = dispute.stake;
  const [typed, setTyped] = useState(() => typedOf({ minor: Math.floor(stake / 2), currency }));
  const minor = minorOf(typed, currency);
  const deposit = dispute.deposit;
  const [typedTaken, setTypedTaken] = useState("");
  const taken = typedTaken === "" ? 0 : minorOf(typedTaken, currency);
  const propose = useAct(
    (given: { minor: number; taken: number }, once) =>
      got(
        http.POST("/api/deals/{deal_id}/dispute/proposals", {
          params: { path: { deal_id: deal.id } },
          body: { to_helper: { minor: given.minor, currency }, from_deposit: { minor: given.taken, currency } },
          headers: once,
        }),
      ),
    { touches: [["deals"]], onDone },
  );
  const isFitting = minor !== undefined && minor <= stake && taken !== undefined && taken <= deposit.minor;
  const helper = money({ minor: minor ?? 0, currency });
  const asker = money({ minor: Math.max(0, stake - (minor ?? 0)), currency });
  const { name } = otherOf(deal);
  return (
    <>
      <Slider
        label={t("disputes.toHelper", { name: deal.helper.name })}
        valueText={helper}
        max={stake}
        step={Math.max(1, Math.round(stake / 20))}
        value={Math.min(stake, minor ?? 0)}
        onChange={(chosen) => setTyped(typedOf({ minor: chosen, currency }))}
      />
      <AmountField
        label={t("disputes.toHelper", { name: deal.helper.name })}
        hint={t("disputes.rest", { amount: asker, name: deal.asker.name })}
        error={propose.error ?? undefined}
        currency={currency}
        value={typed}
        onChange={setTyped}
      />
      {deposit.minor > 0 && (
        <AmountField
          label={t("disputes.takeFromDeposit", { name: deal.helper.name })}
          hint={t("disputes.depositHeld", { amount: money(deposit), name: deal.asker.name })}
          currency={currency}
          value={typedTaken}
          onChange={setTypedTaken}
        />
      )}
      <Button
        isBlock
        isBusy={propose.isPending}
        disabled={!isFitting}
        onClick={() => minor !== undefined && taken !== undefined && propose.mutate({ minor, taken })}
      >
        {t(`disputes.propose.${deal.side}`, { helper, asker, name })}
      </Button>
    </>
  );
}
