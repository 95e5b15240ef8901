import type { GeoJSONSourceSpecification, LayerSpecification, SymbolLayerSpecification } from "maplibre-gl";
import { colour } from "@/app/appearance";
import { RING_STEPS } from "./images";

const NOTHING = { type: "FeatureCollection" as const, features: [] };
export const CLUSTER_RADIUS_PX = 48;
const MARK: SymbolLayerSpecification["layout"] = {
  "icon-image": ["concat", "mark-", ["get", "kind"], "-", ["get", "icon"]],
  "icon-allow-overlap": true,
};

/** What lies on any map: where I am, areas, marks and their clusters. */
export function sources(): Record<string, GeoJSONSourceSpecification> {
  return {
    discs: { type: "geojson", data: NOTHING },
    me: { type: "geojson", data: NOTHING },
    picked: { type: "geojson", data: NOTHING },
    marks: {
      type: "geojson",
      data: NOTHING,
      cluster: true,
      clusterRadius: CLUSTER_RADIUS_PX,
      clusterMaxZoom: 15,
      clusterProperties: { needs: ["+", ["case", ["==", ["get", "kind"], "need"], 1, 0]] },
    },
  };
}

export function layers(): LayerSpecification[] {
  const isCluster = ["has", "point_count"] as ["has", string];
  return [
    {
      id: "discs",
      type: "circle",
      source: "discs",
      minzoom: 11,
      paint: {
        "circle-color": ["match", ["get", "kind"], "need", colour("--need-mark"), colour("--offer-mark")],
        "circle-radius": [
          "interpolate",
          ["exponential", 2],
          ["zoom"],
          0,
          ["get", "r0"],
          22,
          ["*", ["get", "r0"], 2 ** 22],
        ],
        "circle-opacity": ["interpolate", ["linear"], ["zoom"], 11, 0, 12.5, ["*", 0.07, ["get", "weight"]]],
        "circle-stroke-color": ["match", ["get", "kind"], "need", colour("--need-mark"), colour("--offer-mark")],
        "circle-stroke-width": 1,
        "circle-stroke-opacity": ["interpolate", ["linear"], ["zoom"], 11, 0, 12.5, ["*", 0.18, ["get", "weight"]]],
        "circle-pitch-alignment": "map",
      },
    },
    {
      id: "marks",
      type: "symbol",
      source: "marks",
      filter: ["!", isCluster],
      layout: MARK,
    },
    {
      id: "clusters",
      type: "symbol",
      source: "marks",
      filter: isCluster,
      layout: {
        "icon-image": [
          "concat",
          "ring-",
          ["to-string", ["round", ["*", RING_STEPS, ["/", ["get", "needs"], ["get", "point_count"]]]]],
        ],
        "icon-allow-overlap": true,
        "text-field": ["get", "point_count_abbreviated"],
        "text-size": 14,
        "text-allow-overlap": true,
      },
      paint: { "text-color": colour("--ink") },
    },
    // Over clusters too: whoever looks at a line of the list sees where it is.
    {
      id: "picked-ground",
      type: "circle",
      source: "picked",
      paint: {
        "circle-radius": 21,
        "circle-color": colour("--paper"),
        "circle-stroke-width": 3,
        "circle-stroke-color": colour("--ink"),
      },
    },
    { id: "picked", type: "symbol", source: "picked", layout: MARK },
    {
      id: "me",
      type: "circle",
      source: "me",
      paint: {
        "circle-radius": 7,
        "circle-color": colour("--focus"),
        "circle-stroke-width": 3,
        "circle-stroke-color": colour("--paper"),
      },
    },
  ];
}
