// Places on the earth to points of a picture and back: Web Mercator (EPSG:3857), 256 points a tile at scale 0.
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const TILE = 256;
const MOST_LATITUDE = 85.0511;
/** Metres round the equator: WGS 84. */
const ROUND_M = 40_075_016.7;

export function toPoint({ latitude, longitude }: Place, scale: number): Point {
  const wide = TILE * 2 ** scale;
  const bounded = Math.min(Math.max(latitude, -MOST_LATITUDE), MOST_LATITUDE);
  const sine = Math.sin((bounded * Math.PI) / 180);
  return {
    x: ((longitude + 180) / 360) * wide,
    y: (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * wide,
  };
}

export function toPlace({ x, y }: Point, scale: number): Place {
  const wide = TILE * 2 ** scale;
  const turn = Math.PI - (2 * Math.PI * y) / wide;
  return {
    latitude: (180 / Math.PI) * Math.atan(Math.sinh(turn)),
    longitude: (x / wide) * 360 - 180,
  };
}

export function pointsPerMetre(latitude: number, scale: number): number {
  return (TILE * 2 ** scale) / (ROUND_M * Math.cos((latitude * Math.PI) / 180));
}

/** The largest whole scale, 18 at most, at which all places are within a picture of this size. */
export function scaleFor(places: readonly Place[], wide: number, high: number): number {
  for (let scale = 18; scale > 3; scale--) {
    const points = places.map((one) => toPoint(one, scale));
    const [xs, ys] = [points.map((one) => one.x), points.map((one) => one.y)];
    if (Math.max(...xs) - Math.min(...xs) <= wide * 0.8 && Math.max(...ys) - Math.min(...ys) <= high * 0.8)
      return scale;
  }
  return 3;
}
