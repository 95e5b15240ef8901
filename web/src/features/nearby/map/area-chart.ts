import { AttributionControl, Map as Library } from "maplibre-gl";
import type { Language } from "@/app/i18n";
import { metres, type Area, type Point } from "../area";
import { fromGcj02, toGcj02 } from "../gcj02";
import { CREDIT, shanghai } from "./style";
import "./worker";

const FONTS = "system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";
const M_PER_PX_AT_0 = 78_271.517;
/** How much of the shorter side the circle takes when it is first drawn. */
const SHARE = 0.72;
const SAME_PLACE_M = 5;

interface Told {
  onMove: (at: Point) => void;
  /** How large a circle of this radius is on the screen now. */
  onScale: (radiusPx: number) => void;
}

/** A map about one circle, whose middle is the map's: to look at, or to move under it. Points are WGS-84. */
export class AreaChart {
  private readonly map: Library;
  private readonly drawnAt: (point: Point) => Point;
  private readonly pointAt: (drawn: Point) => Point;
  private looks: string | undefined;
  private area: Area;

  constructor(
    frame: HTMLElement,
    area: Area,
    private readonly operators: { style: string | null; is_gcj02: boolean },
    isFixed: boolean,
    private readonly told: Told,
  ) {
    this.area = area;
    this.drawnAt = operators.is_gcj02 ? toGcj02 : (point) => point;
    this.pointAt = operators.is_gcj02 ? fromGcj02 : (drawn) => drawn;
    this.map = new Library({
      container: frame,
      attributionControl: false,
      localIdeographFontFamily: FONTS,
      interactive: !isFixed,
      dragRotate: false,
      pitchWithRotate: false,
      // On a page that scrolls, one finger scrolls the page unless the map is there to be moved.
      scrollZoom: false,
      maxZoom: 17.5,
      minZoom: 7,
      fadeDuration: 150,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(
      new AttributionControl({ compact: false, customAttribution: operators.style ? undefined : CREDIT }),
    );
    this.map.on("idle", () => (frame.dataset["still"] = "true"));
    this.map.on("zoom", () => this.scale());
    this.map.on("moveend", () => this.moved());
    this.fit();
  }

  end(): void {
    this.map.remove();
  }

  look(language: Language, isDark: boolean): void {
    const looks = `${language} ${isDark}`;
    if (looks === this.looks) return;
    this.looks = looks;
    this.map.setStyle(this.operators.style ?? shanghai(language), { diff: false });
  }

  show(area: Area): void {
    const isSame = area.radiusM === this.area.radiusM && metres(area.at, this.area.at) < SAME_PLACE_M;
    this.area = area;
    if (!isSame) this.fit();
  }

  private fit(): void {
    const { at, radiusM } = this.area;
    const { clientWidth, clientHeight } = this.map.getContainer();
    const mPerPx = (2 * radiusM) / Math.max(100, Math.min(clientWidth, clientHeight) * SHARE);
    const zoom = Math.log2((M_PER_PX_AT_0 * Math.cos((at.lat * Math.PI) / 180)) / mPerPx);
    const drawn = this.drawnAt(at);
    this.map.jumpTo({ center: [drawn.lon, drawn.lat], zoom });
    this.scale();
  }

  private scale(): void {
    const mPerPx = (M_PER_PX_AT_0 * Math.cos((this.area.at.lat * Math.PI) / 180)) / 2 ** this.map.getZoom();
    this.told.onScale(this.area.radiusM / mPerPx);
  }

  private moved(): void {
    const { lat, lng } = this.map.getCenter();
    const at = this.pointAt({ lat, lon: lng });
    if (metres(at, this.area.at) < SAME_PLACE_M) return;
    this.area = { ...this.area, at };
    this.told.onMove(at);
  }
}
