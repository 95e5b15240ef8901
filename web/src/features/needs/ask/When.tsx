import { isAt } from "@/api";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { MomentField, nextQuarter, typedMoment } from "@/ui/MomentField";
import type { Coverage } from "./coverage";
import type { Draft } from "./draft";

const AHEAD_MINUTES = 60;
const WINDOW_MINUTES = 180;

interface Props {
  draft: Draft;
  change: (changed: Partial<Draft>) => void;
  coverage: Coverage | undefined;
  error: unknown;
}

/** Now, or between two moments; and for how long. */
export function When({ draft, change, coverage, error }: Props) {
  const { t, when } = useSpeech();
  function later() {
    if (draft.from !== "") return change({ isNow: false });
    const from = nextQuarter(new Date(), AHEAD_MINUTES);
    const to = new Date(from.getTime() + WINDOW_MINUTES * 60_000);
    change({ isNow: false, from: typedMoment(from), to: typedMoment(to) });
  }
  const isThin = draft.isNow && coverage !== undefined && coverage.advice !== "ask_now";
  const wrong = isAt(error, "when") || isAt(error, "starts_at") || isAt(error, "ends_at") ? error : undefined;
  return (
    <>
      <Chips
        label={t("needs.ask.when")}
        value={draft.isNow ? "now" : "later"}
        choices={[
          { value: "now", label: t("needs.ask.now") },
          { value: "later", label: t("needs.ask.later") },
        ]}
        onChange={(chosen) => (chosen === "now" ? change({ isNow: true }) : later())}
      />
      {!draft.isNow && (
        <div className="ask-window">
          <MomentField
            label={t("needs.ask.from")}
            value={draft.from}
            onChange={(from) => change({ from })}
            error={wrong}
          />
          <MomentField label={t("needs.ask.to")} value={draft.to} onChange={(to) => change({ to })} />
        </div>
      )}
      <Field
        label={t("needs.ask.minutes")}
        hint={coverage ? t("needs.ask.minutesUsual", { minutes: coverage.typical_minutes }) : undefined}
        inputMode="numeric"
        maxLength={5}
        value={draft.minutes}
        onChange={(minutes) => change({ minutes })}
        error={isAt(error, "minutes") ? error : undefined}
      />
      {isThin && (
        <div className="ask-note">
          <p>
            {coverage.advice === "night" && coverage.asks_again_at !== null
              ? t("needs.ask.night", { at: when(coverage.asks_again_at) })
              : t("needs.ask.thin")}
          </p>
          <Button weight="soft" onClick={later}>
            {t("needs.ask.planIt")}
          </Button>
        </div>
      )}
    </>
  );
}
