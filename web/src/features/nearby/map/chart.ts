import type { GeoJSONSource, Map as Library, MapGeoJSONFeature, MapMouseEvent, StyleSpecification } from "maplibre-gl";
import type { Language } from "@/app/i18n";
import { bounded, type Area, type Point } from "../area";
import { fromGcj02, toGcj02 } from "../gcj02";
import { discsOf, marksOf } from "../marks";
import { isNear } from "../near";
import type { Category, Item } from "../nearby";
import { draw } from "./images";
import { layers, sources } from "./layers";
import { M_PER_PX_AT_0, mapIn, type Operators } from "./library";
import { shanghai } from "./style";

interface Told {
  onMove: (seen: Area) => void;
  onPick: (id: string) => void;
}

const MOVE_MS = 500;

/** The library's map, and what we put on it. Points come in and go out in WGS-84, whatever the map is drawn in. */
export class Chart {
  private readonly map: Library;
  private readonly drawnAt: (point: Point) => Point;
  private readonly pointAt: (drawn: Point) => Point;
  private content: {
    items: readonly Item[];
    kinds: Map<string, Category>;
    me: Point | undefined;
    picked: string | undefined;
  } = { items: [], kinds: new Map(), me: undefined, picked: undefined };
  private area: Area;
  private looks: string | undefined;

  constructor(
    frame: HTMLElement,
    area: Area,
    private readonly operators: Operators,
    private readonly told: Told,
  ) {
    this.area = area;
    this.drawnAt = operators.is_gcj02 ? toGcj02 : (point) => point;
    this.pointAt = operators.is_gcj02 ? fromGcj02 : (drawn) => drawn;
    this.map = mapIn(frame, operators, { fadeDuration: 150 });
    this.map.jumpTo(this.cameraOf(area));
    this.listen();
  }

  end(): void {
    this.map.remove();
  }

  /** Draws the map in a language, for day or night. */
  look(language: Language, isDark: boolean): void {
    const looks = `${language} ${isDark}`;
    if (looks === this.looks) return;
    this.looks = looks;
    if (this.operators.style === null) {
      this.map.setStyle(withOurs(shanghai(language)), { diff: false });
    } else {
      this.map.setStyle(this.operators.style, { diff: false, transformStyle: (_, next) => withOurs(next) });
    }
  }

  put(items: readonly Item[], kinds: Map<string, Category>): void {
    this.content = { ...this.content, items, kinds };
    this.fill();
  }

  /** Shows which mark a line of the list is about. */
  pick(picked: string | undefined): void {
    this.content = { ...this.content, picked };
    this.fillPicked(marksOf(this.content.items, this.content.kinds, this.drawnAt));
  }

  showMe(me: Point | undefined): void {
    this.content = { ...this.content, me };
    this.fill();
  }

  /** Moves to an area that was chosen elsewhere; one that is already in sight is not moved. */
  go(area: Area): void {
    if (area.at.lat === this.area.at.lat && area.at.lon === this.area.at.lon && area.radiusM === this.area.radiusM)
      return;
    this.area = area;
    if (isNear(area, this.seen())) return;
    this.map.easeTo({ ...this.cameraOf(area), duration: MOVE_MS });
  }

  private listen(): void {
    const { map } = this;
    map.setMissingStyleImageResolver((id) => {
      const image = draw(id);
      if (image && !map.hasImage(id)) map.addImage(id, image.data, { pixelRatio: image.pixelRatio });
    });
    // Until land, water and marks are there, the paper under it is shown: not a sea.
    map.once("load", () => map.getContainer().classList.add("map-drawn"));
    map.on("style.load", () => this.fill());
    map.on("moveend", () => this.told.onMove(this.seen()));
    map.on("click", "marks", (event) => this.tap(event));
    map.on("click", "clusters", (event) => void this.open(event));
    for (const layer of ["marks", "clusters"]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
  }

  private tap(event: MapMouseEvent & { features?: MapGeoJSONFeature[] }): void {
    const id: unknown = event.features?.[0]?.properties["id"];
    if (typeof id === "string") this.told.onPick(id);
  }

  private async open(event: MapMouseEvent & { features?: MapGeoJSONFeature[] }): Promise<void> {
    const cluster = event.features?.[0];
    if (cluster?.geometry.type !== "Point") return;
    const zoom = await this.source("marks")?.getClusterExpansionZoom(Number(cluster.properties["cluster_id"]));
    const [lon = 0, lat = 0] = cluster.geometry.coordinates;
    this.map.easeTo({ center: [lon, lat], zoom: (zoom ?? this.map.getZoom() + 1) + 0.3, duration: MOVE_MS });
  }

  private fill(): void {
    const { items, kinds, me } = this.content;
    const marks = marksOf(items, kinds, this.drawnAt);
    this.source("marks")?.setData(marks);
    this.fillPicked(marks);
    this.source("discs")?.setData(discsOf(items, this.drawnAt));
    const at = me && this.drawnAt(me);
    const features = at
      ? [
          {
            type: "Feature" as const,
            properties: {},
            geometry: { type: "Point" as const, coordinates: [at.lon, at.lat] },
          },
        ]
      : [];
    this.source("me")?.setData({ type: "FeatureCollection", features });
  }

  private fillPicked({ type, features }: ReturnType<typeof marksOf>): void {
    const { picked } = this.content;
    this.source("picked")?.setData({ type, features: features.filter(({ properties }) => properties.id === picked) });
  }

  private source(name: string): GeoJSONSource | undefined {
    return this.map.getSource<GeoJSONSource>(name);
  }

  /** What of the map is not covered by the sheet, in CSS pixels. */
  private room(): {
    width: number;
    height: number;
    padding: { top: number; bottom: number; left: number; right: number };
  } {
    const { clientWidth, clientHeight } = this.map.getContainer();
    const isWide = clientWidth >= 800;
    const padding = isWide ? { top: 0, bottom: 0, left: 416, right: 0 } : { top: 108, bottom: 190, left: 0, right: 0 };
    return { width: clientWidth - padding.left, height: clientHeight - padding.top - padding.bottom, padding };
  }

  private cameraOf({ at, radiusM }: Area) {
    const { width, height, padding } = this.room();
    const mPerPx = (2 * radiusM) / Math.max(200, Math.min(width, height));
    const zoom = Math.log2((M_PER_PX_AT_0 * Math.cos((at.lat * Math.PI) / 180)) / mPerPx);
    const drawn = this.drawnAt(at);
    return { center: [drawn.lon, drawn.lat] as [number, number], zoom, padding };
  }

  private seen(): Area {
    const { lat, lng } = this.map.getCenter();
    const { width, height } = this.room();
    const mPerPx = (M_PER_PX_AT_0 * Math.cos((lat * Math.PI) / 180)) / 2 ** this.map.getZoom();
    return { at: this.pointAt({ lat, lon: lng }), radiusM: bounded((mPerPx * Math.min(width, height)) / 2) };
  }
}

function withOurs(style: StyleSpecification): StyleSpecification {
  return { ...style, sources: { ...style.sources, ...sources() }, layers: [...style.layers, ...layers()] };
}
