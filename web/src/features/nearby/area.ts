import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { got, http } from "@/api";
import { keep, kept } from "@/app/kept";

export interface Point {
  lat: number;
  lon: number;
}

/** A circle that is looked at. */
export interface Area {
  at: Point;
  radiusM: number;
}

const FIRST_RADIUS_M = 2_500;
// The server looks from 100 m to 20 km; about 100 m is fine enough for a middle, and lets near-equal looks share an answer.
const LEAST_M = 500;
const MOST_M = 20_000;
const DIGITS = 3;

/** An area as the address bar holds it: "31.230,121.474,2500". */
export function written({ at, radiusM }: Area): string {
  return `${at.lat.toFixed(DIGITS)},${at.lon.toFixed(DIGITS)},${Math.round(radiusM)}`;
}

export function read(text: string | null | undefined): Area | undefined {
  const [lat, lon, radiusM] = (text ?? "").split(",").map(Number);
  if (lat === undefined || lon === undefined || !Number.isFinite(lat) || !Number.isFinite(lon)) return undefined;
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return undefined;
  return {
    at: { lat, lon },
    radiusM: bounded(Number.isFinite(radiusM) ? (radiusM ?? FIRST_RADIUS_M) : FIRST_RADIUS_M),
  };
}

export function bounded(radiusM: number): number {
  return Math.round(Math.min(MOST_M, Math.max(LEAST_M, radiusM)));
}

/** Metres between two points, on a sphere. */
export function metres(from: Point, to: Point): number {
  const rad = Math.PI / 180;
  const half = (angle: number) => Math.sin((angle * rad) / 2) ** 2;
  const part = half(to.lat - from.lat) + Math.cos(from.lat * rad) * Math.cos(to.lat * rad) * half(to.lon - from.lon);
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(part));
}

/** The area that is looked at: the address bar's, else the last one on this device, else the middle of the first open city. */
export function useArea(): {
  area: Area | undefined;
  setArea: (area: Area) => void;
  error: unknown;
  retry: () => void;
} {
  const [asked, setAsked] = useSearchParams();
  const text = asked.get("at") ?? kept("area");
  const known = useMemo(() => read(text), [text]);
  const cities = useQuery({
    queryKey: ["cities"],
    queryFn: () => got(http.GET("/api/cities", { params: { query: { limit: 1 } } })),
    staleTime: Infinity,
    enabled: known === undefined,
  });
  const city = cities.data?.items[0];
  const fallback = useMemo(() => city && { at: city.at, radiusM: FIRST_RADIUS_M }, [city]);
  const setArea = useCallback(
    (area: Area) => {
      keep("area", written(area));
      setAsked((old) => ({ ...Object.fromEntries(old), at: written(area) }), {
        replace: true,
        preventScrollReset: true,
      });
    },
    [setAsked],
  );
  return { area: known ?? fallback, setArea, error: cities.error, retry: () => void cities.refetch() };
}
