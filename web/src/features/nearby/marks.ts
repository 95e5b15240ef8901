import type { FeatureCollection, Point as PointGeometry } from "geojson";
import type { Point } from "./area";
import type { Category, Item } from "./nearby";

/** What a mark carries to the map's layers. */
export interface Mark {
  id: string;
  kind: "need" | "offer";
  icon: string;
}

// The average edge of an H3 cell by its resolution, in metres (https://h3geo.org/docs/core-library/restable); the resolution
// is the second digit of a cell's name.
const EDGE_M: Record<string, number> = { "6": 3_724.5, "7": 1_406.5, "8": 531.4 };
const DISC_OF_EDGE = 0.8;
const MARKS_OF_DISC = 0.72;
// A disc up to this size is drawn as it is; a wider one is paler, so that it does not lie over half the city.
const PLAIN_DISC_M = 600;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const M_PER_DEGREE = 111_195;
const M_PER_PX_AT_0 = 78_271.517;

export function discRadiusM(cell: string): number {
  return (EDGE_M[cell[1] ?? ""] ?? 1_000) * DISC_OF_EDGE;
}

type Place = (point: Point) => Point;

/**
 * A mark for each item. All items of a cell have one point, its middle, and nobody is there: their marks stand spread over the
 * cell's disc in the order of their ids, the same for everybody, so that each can be tapped and none says where somebody is.
 */
export function marksOf(
  items: readonly Item[],
  kinds: Map<string, Category>,
  place: Place,
): FeatureCollection<PointGeometry, Mark> {
  const cells = byCell(items);
  const features = [...cells.values()].flatMap((inCell) =>
    inCell
      .toSorted((one, other) => (one.id < other.id ? -1 : 1))
      .map((item, index) => ({
        type: "Feature" as const,
        properties: { id: item.id, kind: item.kind, icon: kinds.get(item.category)?.icon ?? "" },
        geometry: { type: "Point" as const, coordinates: pair(place(spread(item, index, inCell.length))) },
      })),
  );
  return { type: "FeatureCollection", features };
}

/** The soft disc of each cell in which something is. `r0` is its radius in pixels at zoom 0, `weight` how strongly it is drawn. */
export function discsOf(
  items: readonly Item[],
  place: Place,
): FeatureCollection<PointGeometry, { r0: number; weight: number; kind: string }> {
  const cells = byCell(items);
  const features = [...cells.entries()].map(([cell, inCell]) => {
    const at = inCell[0]?.at ?? { lat: 0, lon: 0 };
    const kinds = new Set(inCell.map((item) => item.kind));
    const radiusM = discRadiusM(cell);
    const r0 = radiusM / (M_PER_PX_AT_0 * Math.cos((at.lat * Math.PI) / 180));
    return {
      type: "Feature" as const,
      properties: {
        r0,
        weight: Math.min(1, PLAIN_DISC_M / radiusM),
        kind: kinds.size > 1 ? "both" : ([...kinds][0] ?? "both"),
      },
      geometry: { type: "Point" as const, coordinates: pair(place(at)) },
    };
  });
  return { type: "FeatureCollection", features };
}

function byCell(items: readonly Item[]): Map<string, Item[]> {
  const cells = new Map<string, Item[]>();
  for (const item of items) {
    const there = cells.get(item.cell);
    if (there) there.push(item);
    else cells.set(item.cell, [item]);
  }
  return cells;
}

// A sunflower's seeds: even, however many there are.
function spread(item: Item, index: number, count: number): Point {
  if (count === 1) return item.at;
  const reachM = discRadiusM(item.cell) * MARKS_OF_DISC * Math.sqrt((index + 0.5) / count);
  const angle = index * GOLDEN_ANGLE;
  return {
    lat: item.at.lat + (reachM * Math.sin(angle)) / M_PER_DEGREE,
    lon: item.at.lon + (reachM * Math.cos(angle)) / (M_PER_DEGREE * Math.cos((item.at.lat * Math.PI) / 180)),
  };
}

function pair({ lat, lon }: Point): [number, number] {
  return [lon, lat];
}
