import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useSpeech } from "@/app/i18n";
import { ErrorFace } from "@/ui/Face";
import { Slider } from "@/ui/Slider";
import { whatIfQuery, type Trial } from "./standing";

const LIMITS: Record<keyof Trial, number> = { kept: 30, calledOff: 5, months: 24 };
const TRIALS = Object.keys(LIMITS) as (keyof Trial)[];

/** Tries out what would happen to the score; nothing is kept. */
export function WhatIf() {
  const { t, number } = useSpeech();
  const [trial, setTrial] = useState<Trial>({ kept: 5, calledOff: 0, months: 0 });
  const told = useQuery({ ...whatIfQuery(useDeferredValue(trial)), placeholderData: keepPreviousData });
  return (
    <section className="section">
      <h2 className="section-title">{t("standing.whatIf")}</h2>
      <div className="standing-card">
        {TRIALS.map((name) => (
          <div key={name} className="trial">
            <span>{t(`standing.trial.${name}`, { count: trial[name] })}</span>
            <Slider
              label={t(`standing.trialLabel.${name}`)}
              valueText={t(`standing.trial.${name}`, { count: trial[name] })}
              max={LIMITS[name]}
              value={trial[name]}
              onChange={(value) => setTrial({ ...trial, [name]: value })}
            />
          </div>
        ))}
        {told.isError && <ErrorFace error={told.error} onRetry={() => void told.refetch()} />}
        {told.data && (
          <p className="trial-told" role="status">
            <span>{t("standing.wouldBe")}</span>
            <strong className="numbers">{number(told.data.after.score)}</strong>
            <Moved points={told.data.after.score - told.data.before.score} />
          </p>
        )}
      </div>
    </section>
  );
}

function Moved({ points }: { points: number }) {
  const { t } = useSpeech();
  if (points === 0) return <span>{t("standing.wouldStay")}</span>;
  return points > 0 ? (
    <span className="points-up">{t("standing.wouldRise", { points })}</span>
  ) : (
    <span className="points-down">{t("standing.wouldFall", { points: -points })}</span>
  );
}
