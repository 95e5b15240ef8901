import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { settingsQuery } from "@/app/queries";
import type { SpotProps } from "./map/SpotMap";
import "./spot.css";

const SpotMap = lazy(() => import("./map/SpotMap"));

/** A small map of one place with an area on it; with `onMove` its middle is a choice, marked by a plain dot. */
export function Spot(props: Omit<SpotProps, "operators">) {
  const { data: settings } = useQuery(settingsQuery);
  return (
    <div className="spot">
      <Suspense fallback={null}>{settings && <SpotMap {...props} operators={settings.map} />}</Suspense>
      {props.onMove && <span className={`spot-dot spot-${props.tone}`} aria-hidden="true" />}
    </div>
  );
}
