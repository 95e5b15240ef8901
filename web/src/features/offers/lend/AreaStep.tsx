import { useMemo } from "react";
import { useSpeech } from "@/app/i18n";
import { PlaceButtons, Spot, usePlaceName, type Point } from "@/features/nearby";
import { Slider } from "@/ui/Slider";
import type { StepProps } from "./AboutStep";
import { RADII_M, radiusIndex } from "./draft";

/** Where one helps: a point that is moved under the map or named, and how far one goes from there. */
export function AreaStep({ at, draft, onChange }: StepProps & { at: Point }) {
  const { t, distance } = useSpeech();
  const name = usePlaceName(at);
  const { radiusM } = draft;
  const disc = useMemo(() => ({ at, radiusM }), [at, radiusM]);
  const far = distance(radiusM);
  return (
    <>
      <PlaceButtons onPlace={(place) => onChange({ at: place })} />
      <Spot at={at} disc={disc} tone="offer" label={t("offers.area.map")} onMove={(moved) => onChange({ at: moved })} />
      <div className="lend-radius">
        <span>
          {name === undefined
            ? t("offers.area.within", { distance: far })
            : t("offers.area.withinPlace", { distance: far, place: name })}
        </span>
        <Slider
          tone="offer"
          label={t("offers.area.radius")}
          valueText={far}
          max={RADII_M.length - 1}
          value={radiusIndex(radiusM)}
          onChange={(index) => onChange({ radiusM: RADII_M[index] ?? radiusM })}
        />
      </div>
      <p className="lend-note">{t("offers.area.blurred")}</p>
    </>
  );
}
