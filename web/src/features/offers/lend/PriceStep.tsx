import { useSpeech } from "@/app/i18n";
import { AmountField, minorOf } from "@/ui/AmountField";
import { Chips } from "@/ui/Chips";
import type { StepProps } from "./AboutStep";
import { liesOf, type Coverage } from "./coverage";
import type { PriceKind } from "./draft";

const KINDS: PriceKind[] = ["fixed", "hourly", "talk"];

interface Props extends Omit<StepProps, "draft"> {
  draft: { priceKind: PriceKind; price: string };
  currency: string;
  coverage: Coverage | undefined;
}

/** What one asks: for the job, by the hour, or "let's talk"; with what such help is paid near by. */
export function PriceStep({ draft, onChange, currency, coverage, error }: Props) {
  const { t } = useSpeech();
  const { priceKind: kind } = draft;
  return (
    <>
      <Chips
        label={t("offers.lend.step.price")}
        value={kind}
        choices={KINDS.map((value) => ({ value, label: t(`offers.price.kind.${value}`) }))}
        onChange={(priceKind) => onChange({ priceKind })}
      />
      {kind !== "talk" && (
        <AmountField
          label={t(`offers.price.label.${kind}`)}
          currency={currency}
          value={draft.price}
          onChange={(price) => onChange({ price })}
          error={error ?? undefined}
        />
      )}
      {kind === "talk" && <p className="lend-note">{t("offers.price.talkText")}</p>}
      {coverage && kind !== "talk" && <Band coverage={coverage} kind={kind} minor={minorOf(draft.price, currency)} />}
      <p className="lend-note">{t("offers.price.whoPays")}</p>
    </>
  );
}

interface BandProps {
  coverage: Coverage;
  kind: "fixed" | "hourly";
  minor: number | undefined;
}

/** What such help is paid, as a bar from a quarter to three quarters, with the price on it. */
function Band({ coverage, kind, minor }: BandProps) {
  const { t, money } = useSpeech();
  const { band } = coverage;
  if (band === null) return <p className="lend-note">{t("offers.price.noBand")}</p>;
  const pay = kind === "hourly" ? ("hourly" as const) : ("fee" as const);
  const [low, high] = [band.p25[pay], band.p75[pay]];
  const lies = minor === undefined ? undefined : liesOf(coverage, kind, minor);
  // The bar shows from half of the lower quarter to one and a half of the upper one.
  const share = (value: number) => (value - low.minor / 2) / (high.minor * 1.5 - low.minor / 2);
  const place = minor === undefined ? undefined : Math.min(1, Math.max(0, share(minor)));
  return (
    <div className="price-band">
      <div className="price-bar" aria-hidden="true">
        <span style={{ left: `${share(low.minor) * 100}%`, right: `${(1 - share(high.minor)) * 100}%` }} />
        {place !== undefined && <i style={{ left: `${place * 100}%` }} />}
      </div>
      <p className="numbers">
        {t(`offers.price.band.${band.basis}`, { low: money(low), high: money(high), count: band.count })}
      </p>
      {lies && (
        <p className={`price-lies price-lies-${lies}`} role="status">
          {t(`offers.price.lies.${lies}`, { floor: money(coverage.floor_hourly) })}
        </p>
      )}
    </div>
  );
}
