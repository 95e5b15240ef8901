import { useQuery } from "@tanstack/react-query";
import type { FeatureCollection, Point as PointGeometry } from "geojson";
import { metres, type Point } from "./area";
import labels from "./shanghai/labels.geojson?url";

export interface Place {
  kind: "district" | "town";
  zh: string;
  en: string;
  at: Point;
}

type File = FeatureCollection<PointGeometry, Omit<Place, "at">>;

/** Places by name, to look there without saying where one is. */
export function usePlaces(): readonly Place[] {
  const { data } = useQuery({ queryKey: ["places"], queryFn: load, staleTime: Infinity });
  return data ?? [];
}

async function load(): Promise<Place[]> {
  const file = (await (await fetch(labels)).json()) as File;
  return file.features.map(({ properties, geometry }) => {
    const [lon = 0, lat = 0] = geometry.coordinates;
    return { ...properties, at: { lat, lon } };
  });
}

const NAMED_WITHIN_M = 6_000;

/** The place that a point is in, or as good as: the nearest name, unless all are far. */
export function placeAt(places: readonly Place[], at: Point): Place | undefined {
  let nearest: Place | undefined;
  let leastM = NAMED_WITHIN_M;
  for (const place of places) {
    const away = place.kind === "town" ? metres(at, place.at) : Infinity;
    if (away < leastM) [nearest, leastM] = [place, away];
  }
  return nearest;
}

/** Places whose name holds what was typed, those that begin with it first. */
export function placesLike(places: readonly Place[], typed: string): Place[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return places.filter((place) => place.kind === "district");
  const at = (place: Place) => {
    const found = [place.zh.indexOf(wanted), place.en.toLowerCase().indexOf(wanted)].filter((index) => index >= 0);
    return found.length > 0 ? Math.min(...found) : -1;
  };
  return places.filter((place) => at(place) >= 0).sort((one, other) => at(one) - at(other));
}
