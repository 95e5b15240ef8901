import { isAt } from "@/api";
import { useSpeech } from "@/app/i18n";
import { AmountField, minorOf, typedOf } from "@/ui/AmountField";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Waiting } from "@/ui/Skeleton";
import type { Coverage } from "./coverage";
import type { Draft } from "./draft";

interface Props {
  draft: Draft;
  change: (changed: Partial<Draft>) => void;
  coverage: Coverage | undefined;
  /** Whether what is fair here could not be told: then there is nothing to wait for. */
  isUntold: boolean;
  currency: string;
  error: unknown;
}

/** How much, with what is fair here; who pays how. */
export function Fee({ draft, change, coverage, isUntold, currency, error }: Props) {
  const { t } = useSpeech();
  return (
    <>
      <Chips
        label={t("needs.ask.fee")}
        value={draft.isOpen ? "open" : "fixed"}
        choices={[
          { value: "fixed", label: t("needs.ask.fixed") },
          { value: "open", label: t("needs.ask.open") },
        ]}
        onChange={(kind) => change({ isOpen: kind === "open" })}
      />
      {!draft.isOpen && (
        <AmountField
          label={t("needs.ask.amount")}
          currency={currency}
          value={draft.fee}
          onChange={(fee) => change({ fee })}
          hint={t("needs.ask.amountHint")}
          error={isAt(error, "fee") ? error : undefined}
        />
      )}
      <Band draft={draft} change={change} coverage={coverage} isUntold={isUntold} currency={currency} />
      <div className="ask-question">
        <p className="ask-label" aria-hidden="true">
          {t("needs.ask.payment")}
        </p>
        <Chips
          label={t("needs.ask.payment")}
          value={draft.payment}
          choices={[
            { value: "balance", label: t("needs.ask.payment.balance") },
            { value: "cash", label: t("needs.ask.payment.cash") },
          ]}
          onChange={(payment) => change({ payment })}
        />
      </div>
    </>
  );
}

/** The fair-price band, as amounts to tap and as a scale on which the typed fee stands. */
function Band({ draft, change, coverage, isUntold, currency }: Omit<Props, "error">) {
  const { t, money } = useSpeech();
  if (coverage === undefined && isUntold) {
    return (
      <p className="ask-hint" role="status">
        {t("needs.ask.untold")}
      </p>
    );
  }
  if (coverage === undefined) {
    return (
      <Waiting>
        <span className="skeleton skeleton-line" />
      </Waiting>
    );
  }
  const { band, floor } = coverage;
  const minor = draft.isOpen ? undefined : minorOf(draft.fee, currency);
  const judged = minor !== undefined && coverage.fee?.fee.minor === minor ? coverage.fee : undefined;
  return (
    <div className="band">
      {band ? (
        <>
          <p className="ask-hint">
            {t(`needs.ask.band.${band.basis}`, {
              low: money(band.p25.fee),
              high: money(band.p75.fee),
              count: band.count,
            })}
          </p>
          {!draft.isOpen && (
            <div className="band-amounts">
              {[band.p25, band.median, band.p75]
                .filter((pay, index, all) => all.findIndex(({ fee }) => fee.minor === pay.fee.minor) === index)
                .map((pay) => (
                  <Button
                    key={pay.fee.minor}
                    weight="soft"
                    tone={pay.fee.minor === minor ? "need" : "ink"}
                    className="numbers"
                    aria-pressed={pay.fee.minor === minor}
                    onClick={() => change({ fee: typedOf(pay.fee) })}
                  >
                    {money(pay.fee)}
                  </Button>
                ))}
            </div>
          )}
        </>
      ) : (
        <p className="ask-hint">{t("needs.ask.noBand", { floor: money(floor) })}</p>
      )}
      <p className={judged?.lies === "below_floor" ? "field-error" : "ask-hint"} role="status">
        {judged &&
          t(`needs.ask.lies.${judged.lies}`, {
            hourly: money(judged.hourly),
            floor: money(floor),
            minutes: coverage.typical_minutes,
          })}
      </p>
    </div>
  );
}
