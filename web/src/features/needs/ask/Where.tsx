import { useMemo } from "react";
import { isAt, readable } from "@/api";
import { useSpeech } from "@/app/i18n";
import { discRadiusM, PlaceButtons, Spot, usePlaceName } from "@/features/nearby";
import type { Coverage } from "./coverage";
import type { Draft, Point } from "./draft";
import { PlaceNote } from "./parts";

interface Props {
  at: Point | undefined;
  draft: Draft;
  change: (changed: Partial<Draft>) => void;
  coverage: Coverage | undefined;
  error: unknown;
}

/** Where: under the map's dot, or by name; with the area that others see instead. */
export function Where({ at, draft, change, coverage, error }: Props) {
  const { t, distance } = useSpeech();
  const name = usePlaceName(at);
  const cell = coverage?.shown.cell;
  const { lat, lon } = coverage?.shown.at ?? {};
  const disc = useMemo(
    () =>
      cell === undefined || lat === undefined || lon === undefined
        ? undefined
        : { at: { lat, lon }, radiusM: discRadiusM(cell) },
    [cell, lat, lon],
  );
  const problem = isAt(error, "at") ? readable(error) : undefined;
  return (
    <>
      <p className="ask-place">{name === undefined ? t("needs.ask.unnamed") : t("needs.ask.near", { place: name })}</p>
      {at && (
        <Spot at={at} disc={disc} tone="need" label={t("needs.ask.map")} onMove={(moved) => change({ at: moved })} />
      )}
      <p className="ask-hint">
        {coverage ? t("needs.ask.shown", { radius: distance(coverage.shown.radius_m) }) : t("needs.ask.shownBlurred")}
      </p>
      {problem && (
        <p className="field-error" role="alert">
          {`${problem.title} ${problem.remedy}`}
        </p>
      )}
      <PlaceButtons onPlace={(chosen) => change({ at: chosen })} />
      <PlaceNote draft={draft} change={change} error={error} />
    </>
  );
}
