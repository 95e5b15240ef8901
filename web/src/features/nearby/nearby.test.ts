import { expect, test } from "vitest";
import { metres, read, written } from "./area";
import { fromGcj02, toGcj02 } from "./gcj02";
import { discRadiusM, marksOf } from "./marks";
import { isNear } from "./near";
import type { Item } from "./nearby";
import { placeAt, placesLike, type Place } from "./places";

const middle = { lat: 31.2304, lon: 121.4737 };

test("an area is read back from the address bar, and nonsense is none", () => {
  expect(read(written({ at: middle, radiusM: 2500 }))).toEqual({ at: { lat: 31.23, lon: 121.474 }, radiusM: 2500 });
  expect(read("95,121,2500")).toBeUndefined();
  expect(read("here")).toBeUndefined();
  expect(read("31.23,121.47,999999")?.radiusM).toBe(20_000);
});

test("a map that was hardly moved is about the same area", () => {
  const area = { at: middle, radiusM: 2000 };
  expect(isNear(area, { at: { lat: 31.234, lon: 121.474 }, radiusM: 2100 })).toBe(true);
  expect(isNear(area, { at: { lat: 31.25, lon: 121.474 }, radiusM: 2000 })).toBe(false);
  expect(isNear(area, { at: middle, radiusM: 4000 })).toBe(false);
});

test("marks of a cell stand apart, inside its disc, and in the same place whatever the order", () => {
  const items = Array.from({ length: 40 }, (_, index) => ({
    kind: "need",
    id: `n${String(index).padStart(2, "0")}`,
    category: "pets",
    cell: "87309959dffffff",
    at: middle,
  })) as unknown as Item[];
  const there = marksOf(items, new Map(), (point) => point).features;
  const points = there.map(({ geometry }) => ({
    lon: geometry.coordinates[0] ?? 0,
    lat: geometry.coordinates[1] ?? 0,
  }));
  for (const point of points) expect(metres(middle, point)).toBeLessThan(discRadiusM("87309959dffffff"));
  const nearest = points.slice(1).map((point) => metres(points[0] ?? middle, point));
  expect(Math.min(...nearest)).toBeGreaterThan(80);
  expect(marksOf(items.toReversed(), new Map(), (point) => point).features).toEqual(there);
});

// The pair that tests/rules/places/test_gcj02.py holds for the server was not copied: the bound is what both promise.
test("what a Chinese map shifts by half a kilometre comes back to under 0.1 m", () => {
  const shifted = toGcj02(middle);
  expect(metres(middle, shifted)).toBeGreaterThan(400);
  expect(metres(middle, shifted)).toBeLessThan(600);
  expect(metres(fromGcj02(shifted), middle)).toBeLessThan(0.1);
  expect(toGcj02({ lat: 60.17, lon: 24.94 })).toEqual({ lat: 60.17, lon: 24.94 });
});

test("a place is found by its name in both languages, and names where one looks", () => {
  const places: Place[] = [
    { kind: "town", zh: "五角场", en: "Wujiaochang", at: { lat: 31.3, lon: 121.51 } },
    { kind: "district", zh: "杨浦区", en: "Yangpu", at: { lat: 31.27, lon: 121.52 } },
  ];
  expect(placesLike(places, "wujiao")).toEqual([places[0]]);
  expect(placesLike(places, "杨浦")).toEqual([places[1]]);
  expect(placesLike(places, "")).toEqual([places[1]]);
  expect(placeAt(places, { lat: 31.301, lon: 121.511 })).toBe(places[0]);
  expect(placeAt(places, { lat: 30.7, lon: 121.0 })).toBeUndefined();
});
