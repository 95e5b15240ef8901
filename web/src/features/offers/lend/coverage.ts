import { queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";
import type { Point } from "@/features/nearby";
import type { PriceKind } from "./draft";

export type Coverage = Shape<"CoverageView">;

/** What such help is paid about a point. */
export const coverageQuery = (at: Point | undefined, category: string | undefined) =>
  queryOptions({
    queryKey: ["coverage", at && `${at.lat.toFixed(3)},${at.lon.toFixed(3)}`, category],
    queryFn: () => {
      const { lat, lon } = at as Point;
      return got(http.GET("/api/coverage", { params: { query: { at: `${lat},${lon}`, category: category ?? "" } } }));
    },
    enabled: at !== undefined && category !== undefined,
    staleTime: 5 * 60_000,
  });

export type Lies = "floor" | "low" | "usual" | "high";

/** Where a price lies against what is usually paid and the legal floor of an hour; undefined where too little is known. */
export function liesOf(coverage: Coverage, kind: PriceKind, minor: number): Lies | undefined {
  if (kind === "talk") return undefined;
  if (kind === "hourly" && minor < coverage.floor_hourly.minor) return "floor";
  if (coverage.band === null) return undefined;
  const { p25, p75 } = coverage.band;
  const [low, high] = kind === "hourly" ? [p25.hourly, p75.hourly] : [p25.fee, p75.fee];
  if (minor < low.minor) return "low";
  return minor > high.minor ? "high" : "usual";
}
