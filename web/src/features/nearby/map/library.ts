import { AttributionControl, Map as Library, type MapOptions } from "maplibre-gl";
import { CREDIT } from "./style";
import "./worker";

/** Another map than the one that the app brings, and whether it is in GCJ-02. */
export interface Operators {
  style: string | null;
  is_gcj02: boolean;
}

const FONTS = "system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";
export const M_PER_PX_AT_0 = 78_271.517;

/** The library's map as we set it up: flat, north at the top, with the credit of what it is drawn from. */
export function mapIn(container: HTMLElement, operators: Operators, own: Partial<MapOptions>): Library {
  const map = new Library({
    container,
    attributionControl: false,
    localIdeographFontFamily: FONTS,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 17.5,
    minZoom: 8,
    ...own,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new AttributionControl({ compact: false, customAttribution: operators.style ? undefined : CREDIT }));
  // Said in the document, for whoever waits for a still picture.
  map.on("idle", () => (map.getContainer().dataset["still"] = "true"));
  return map;
}
