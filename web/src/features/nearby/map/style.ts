import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { colour } from "@/app/appearance";
import type { Language } from "@/app/i18n";
import borders from "../shanghai/borders.geojson?url";
import labels from "../shanghai/labels.geojson?url";
import land from "../shanghai/land.geojson?url";
import lines from "../shanghai/lines.geojson?url";
import streets from "../shanghai/streets.geojson?url";
import water from "../shanghai/water.geojson?url";

export const CREDIT = "© OpenStreetMap contributors";

const byZoom = (...stops: (number | ExpressionSpecification)[]) =>
  ["interpolate", ["exponential", 1.5], ["zoom"], ...stops] as ExpressionSpecification;
const byRank = (first: number, second: number, third: number, rest: number) =>
  ["match", ["get", "rank"], 1, first, 2, second, 3, third, rest] as ExpressionSpecification;
const isKind = (kind: string): ExpressionSpecification => ["==", ["get", "kind"], kind];

/** The map that the app brings: Shanghai in sand tones, names in the reader's language, drawn without tiles and glyphs. */
export function shanghai(language: Language): StyleSpecification {
  const source = (data: string) => ({ type: "geojson" as const, data, attribution: CREDIT });
  return {
    version: 8,
    sources: {
      land: source(land),
      water: source(water),
      borders: source(borders),
      lines: source(lines),
      streets: source(streets),
      labels: source(labels),
    },
    layers: [...ground(), ...ways(), ...names(language === "en" ? "en" : "zh")],
  };
}

function ground(): LayerSpecification[] {
  return [
    { id: "sea", type: "background", paint: { "background-color": colour("--map-water") } },
    {
      id: "land",
      type: "fill",
      source: "land",
      paint: { "fill-color": colour("--map-land"), "fill-antialias": false },
    },
    {
      id: "town-borders",
      type: "line",
      source: "borders",
      filter: isKind("town"),
      minzoom: 11,
      paint: { "line-color": colour("--map-town-border"), "line-width": 0.8 },
    },
    {
      id: "district-borders",
      type: "line",
      source: "borders",
      filter: isKind("district"),
      paint: { "line-color": colour("--map-border"), "line-width": 1, "line-dasharray": [4, 3] },
    },
    { id: "water", type: "fill", source: "water", paint: { "fill-color": colour("--map-water") } },
  ];
}

function ways(): LayerSpecification[] {
  const round = { "line-cap": "round", "line-join": "round" } as const;
  return [
    {
      id: "street-cases",
      type: "line",
      source: "streets",
      minzoom: 11.5,
      layout: round,
      paint: {
        "line-color": colour("--map-street-case"),
        "line-width": byZoom(11.5, byRank(2, 1.4, 0.8, 0), 14, byRank(6, 5, 4, 2.4), 17, byRank(22, 18, 14, 10)),
      },
    },
    {
      id: "rings",
      type: "line",
      source: "lines",
      filter: isKind("ring"),
      layout: round,
      paint: { "line-color": colour("--map-ring"), "line-width": byZoom(9, 1, 14, 5) },
    },
    {
      id: "streets",
      type: "line",
      source: "streets",
      minzoom: 11.5,
      layout: round,
      paint: {
        "line-color": colour("--map-street"),
        "line-width": byZoom(11.5, byRank(1, 0.6, 0.2, 0), 14, byRank(4.6, 3.8, 2.8, 1.4), 17, byRank(19, 15, 11.5, 8)),
      },
    },
    {
      id: "metro",
      type: "line",
      source: "lines",
      filter: isKind("metro"),
      layout: round,
      paint: {
        "line-color": ["get", "colour"],
        "line-width": byZoom(9, 0.8, 14, 2.2),
        "line-opacity": Number(getComputedStyle(document.documentElement).getPropertyValue("--map-metro-opacity")),
      },
    },
  ];
}

function names(language: "en" | "zh"): LayerSpecification[] {
  const text = ["get", language] as ExpressionSpecification;
  const halo = { "text-halo-color": colour("--map-halo"), "text-halo-width": 1.4 };
  const along = { "symbol-placement": "line", "text-field": text, "text-size": 11, "symbol-spacing": 420 } as const;
  return [
    {
      id: "line-names",
      type: "symbol",
      source: "lines",
      minzoom: 12.5,
      layout: { ...along, "text-size": 10 },
      paint: { "text-color": colour("--map-name-small"), ...halo },
    },
    {
      id: "street-names",
      type: "symbol",
      source: "streets",
      minzoom: 13.2,
      filter: ["has", "zh"],
      layout: { ...along, "symbol-sort-key": ["get", "rank"] },
      paint: { "text-color": colour("--map-name-small"), ...halo },
    },
    {
      id: "water-name",
      type: "symbol",
      source: "water",
      layout: { ...along, "text-size": 12, "text-letter-spacing": 0.1 },
      paint: {
        "text-color": colour("--map-name-small"),
        "text-halo-color": colour("--map-water"),
        "text-halo-width": 1,
      },
    },
    {
      id: "town-names",
      type: "symbol",
      source: "labels",
      filter: isKind("town"),
      minzoom: 11,
      layout: { "text-field": text, "text-size": 11, "text-padding": 6, "text-max-width": 8 },
      paint: { "text-color": colour("--map-name-small"), ...halo },
    },
    {
      id: "district-names",
      type: "symbol",
      source: "labels",
      filter: isKind("district"),
      maxzoom: 13.5,
      layout: {
        "text-field": text,
        "text-size": ["interpolate", ["linear"], ["zoom"], 8, 11, 12, 14],
        "text-letter-spacing": 0.06,
      },
      paint: { "text-color": colour("--map-name"), ...halo },
    },
  ];
}
