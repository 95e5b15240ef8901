import { asCall } from "@everywhere/mini-sdk";
import { type MapHandle, MiniElement, type PlaceOnMap } from "./element.ts";
import { allOf } from "./query.ts";

/** `my.createMapContext(id)`: asks the map of the page on top, and moves it. */
export function createMapContext(root: () => ShadowRoot | undefined, id: string): Record<string, unknown> {
  const on = (carry: (map: MapHandle, options: Readonly<Record<string, unknown>>) => object | undefined) =>
    asCall((options) => {
      const found = allOf(root() ?? document, `#${CSS.escape(id)}`)[0];
      if (!(found instanceof MiniElement) || !found.handle) throw new Error(`There is no map ${id}.`);
      return carry(found.handle, options) ?? {};
    });
  const corner = (map: MapHandle, right: boolean, down: boolean) =>
    map.placeAt({ x: right ? map.size.x : 0, y: down ? map.size.y : 0 });
  return {
    getCenterLocation: on(({ view: { latitude, longitude } }) => ({ latitude, longitude })),
    getScale: on(({ view: { scale } }) => ({ scale })),
    getRegion: on((map) => ({ northeast: corner(map, true, false), southwest: corner(map, false, true) })),
    moveToLocation: on((map, { latitude, longitude, scale }) => {
      map.moveTo({
        ...(typeof latitude === "number" && { latitude }),
        ...(typeof longitude === "number" && { longitude }),
        ...(typeof scale === "number" && { scale }),
      });
      return undefined;
    }),
    includePoints: on((map, { includePoints, points = includePoints }) => {
      if (Array.isArray(points)) map.include(points as PlaceOnMap[]);
      return undefined;
    }),
    mapToScreen: on((map, place) => map.shown(place as unknown as PlaceOnMap)),
    screenToMap: on((map, point) => map.placeAt(point as unknown as { x: number; y: number })),
  };
}
