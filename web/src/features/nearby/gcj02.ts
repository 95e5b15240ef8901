import type { Point } from "./area";

// The public formula of the shift that maps of China carry (GCJ-02), on Krassovsky's ellipsoid; as in src/everywhere/places/gcj02.
const AXIS_M = 6_378_245;
const ECCENTRICITY_2 = 0.00669342162296594323;
const rad = Math.PI / 180;

function wave(x: number, weights: [number, number][]): number {
  return weights.reduce((sum, [height, speed]) => sum + height * Math.sin(speed * x * Math.PI), 0);
}

function shift({ lat, lon }: Point): Point {
  const x = lon - 105;
  const y = lat - 35;
  const common = ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3;
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    common +
    (wave(y, [
      [20, 1],
      [40, 1 / 3],
      [160, 1 / 12],
      [320, 1 / 30],
    ]) *
      2) /
      3;
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    common +
    (wave(x, [
      [20, 1],
      [40, 1 / 3],
      [150, 1 / 12],
      [300, 1 / 30],
    ]) *
      2) /
      3;
  const magic = 1 - ECCENTRICITY_2 * Math.sin(lat * rad) ** 2;
  const meridian = (AXIS_M * (1 - ECCENTRICITY_2)) / (magic * Math.sqrt(magic));
  return { lat: north / (meridian * rad), lon: east / ((AXIS_M / Math.sqrt(magic)) * Math.cos(lat * rad) * rad) };
}

function isInChina({ lat, lon }: Point): boolean {
  return lon > 72.004 && lon < 137.8347 && lat > 0.8293 && lat < 55.8271;
}

/** Where a map in GCJ-02 draws a point. */
export function toGcj02(point: Point): Point {
  if (!isInChina(point)) return point;
  const by = shift(point);
  return { lat: point.lat + by.lat, lon: point.lon + by.lon };
}

/** Which point a map in GCJ-02 draws there: the inverse by iteration, to under 0.1 m. */
export function fromGcj02(drawn: Point): Point {
  let point = drawn;
  for (let round = 0; round < 6; round += 1) {
    const there = toGcj02(point);
    point = { lat: point.lat + drawn.lat - there.lat, lon: point.lon + drawn.lon - there.lon };
  }
  return point;
}
