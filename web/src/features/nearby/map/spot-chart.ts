import type { GeoJSONSource, Map as Library, StyleSpecification } from "maplibre-gl";
import type { MultiPolygon, Polygon, Position } from "geojson";
import { colour } from "@/app/appearance";
import type { Language } from "@/app/i18n";
import { metres, type Point } from "../area";
import { fromGcj02, toGcj02 } from "../gcj02";
import { M_PER_PX_AT_0, mapIn, type Operators } from "./library";
import { shanghai } from "./style";

/** An area on the map. */
export interface Circle {
  at: Point;
  radiusM: number;
}

/** A place with borders, shown whole. */
export interface Ground {
  shape: Polygon | MultiPolygon;
  bounds: { west: number; south: number; east: number; north: number };
}

const FIRST_ZOOM = 13.4;
const AROUND = 1.35;
const GROUND_MARGIN_PX = 24;
const SAME_M = 1;
const DISC_OPACITY = 0.16;
const DISC_BORDER_OPACITY = 0.6;

/** The library's map of one place with a disc on it. Points come in and go out in WGS-84, whatever the map is drawn in. */
export class SpotChart {
  private readonly map: Library;
  private readonly canMove: boolean;
  private readonly drawnAt: (point: Point) => Point;
  private readonly pointAt: (drawn: Point) => Point;
  private disc: Circle | undefined;
  private isCentred = false;
  private ground: Ground | undefined;
  private looks: string | undefined;

  constructor(
    frame: HTMLElement,
    at: Point,
    private readonly operators: Operators,
    private readonly tone: "need" | "offer" | "shop",
    onMove: ((at: Point) => void) | undefined,
  ) {
    this.canMove = onMove !== undefined;
    this.drawnAt = operators.is_gcj02 ? toGcj02 : (point) => point;
    this.pointAt = operators.is_gcj02 ? fromGcj02 : (drawn) => drawn;
    this.map = mapIn(frame, operators, {
      interactive: this.canMove,
      fadeDuration: 0,
      center: this.centre(at),
      zoom: FIRST_ZOOM,
    });
    this.map.on("style.load", () => this.fill());
    if (onMove) {
      this.map.on("move", (event) => event.originalEvent && this.follow());
      this.map.on("moveend", (event) => {
        // Only what a hand or a key moved: whoever moved it by code knows.
        if (event.originalEvent) onMove(this.middle());
      });
    }
  }

  end(): void {
    this.map.remove();
  }

  look(language: Language, isDark: boolean): void {
    const looks = `${language} ${isDark}`;
    if (looks === this.looks) return;
    this.looks = looks;
    const own = this.operators.style === null ? shanghai(language) : this.operators.style;
    this.map.setStyle(own, { diff: false, transformStyle: (_, next) => this.withDisc(next) });
  }

  /** Moves to a place that was chosen elsewhere. */
  go(at: Point): void {
    if (metres(at, this.middle()) > SAME_M) this.map.jumpTo({ center: this.centre(at) });
  }

  /** Draws the area and shows it whole; where the map is moved by hand, it keeps its middle. */
  circle(disc: Circle | undefined): void {
    const isOtherSize = disc?.radiusM !== this.disc?.radiusM;
    this.disc = disc;
    this.isCentred = disc !== undefined && metres(disc.at, this.middle()) < SAME_M;
    if (this.map.getLayer("disc")) {
      this.map.setPaintProperty("disc", "circle-opacity", DISC_OPACITY);
      this.map.setPaintProperty("disc", "circle-stroke-opacity", DISC_BORDER_OPACITY);
    }
    if (disc && !this.canMove) this.map.jumpTo(this.around(disc));
    if (disc && this.canMove && isOtherSize) this.map.jumpTo({ zoom: this.around(disc).zoom });
    this.fill();
  }

  /** While the map is under the hand: an area around its middle goes along, one that only the server knows fades until it is known. */
  private follow(): void {
    if (!this.disc) return;
    if (this.isCentred) {
      this.disc = { ...this.disc, at: this.middle() };
      this.fill();
    } else if (this.map.getLayer("disc")) {
      this.map.setPaintProperty("disc", "circle-opacity", DISC_OPACITY / 3);
      this.map.setPaintProperty("disc", "circle-stroke-opacity", DISC_BORDER_OPACITY / 3);
    }
  }

  /** Draws a place with its borders and shows it whole. */
  within(ground: Ground): void {
    this.ground = ground;
    const { west, south, east, north } = ground.bounds;
    const corners: [[number, number], [number, number]] = [
      this.centre({ lat: south, lon: west }),
      this.centre({ lat: north, lon: east }),
    ];
    this.map.fitBounds(corners, { padding: GROUND_MARGIN_PX, animate: false });
    this.fill();
  }

  private middle(): Point {
    const { lat, lng } = this.map.getCenter();
    return this.pointAt({ lat, lon: lng });
  }

  private centre(at: Point): [number, number] {
    const { lat, lon } = this.drawnAt(at);
    return [lon, lat];
  }

  private around({ at, radiusM }: Circle): { center: [number, number]; zoom: number } {
    const { clientWidth, clientHeight } = this.map.getContainer();
    const mPerPx = (2 * radiusM * AROUND) / Math.max(120, Math.min(clientWidth, clientHeight));
    return { center: this.centre(at), zoom: Math.log2((M_PER_PX_AT_0 * cosine(at)) / mPerPx) };
  }

  private fill(): void {
    const features = this.disc
      ? [
          {
            type: "Feature" as const,
            properties: { r0: this.disc.radiusM / (M_PER_PX_AT_0 * cosine(this.disc.at)) },
            geometry: { type: "Point" as const, coordinates: this.centre(this.disc.at) },
          },
        ]
      : [];
    this.map.getSource<GeoJSONSource>("disc")?.setData({ type: "FeatureCollection", features });
    if (this.ground) this.map.getSource<GeoJSONSource>("ground")?.setData(this.drawn(this.ground.shape));
  }

  private drawn(shape: Ground["shape"]): Ground["shape"] {
    const ring = (points: Position[]) => points.map(([lon = 0, lat = 0]) => this.centre({ lat, lon }));
    return shape.type === "Polygon"
      ? { type: "Polygon", coordinates: shape.coordinates.map(ring) }
      : { type: "MultiPolygon", coordinates: shape.coordinates.map((part) => part.map(ring)) };
  }

  private withDisc(style: StyleSpecification): StyleSpecification {
    const radius = [
      "interpolate",
      ["exponential", 2],
      ["zoom"],
      0,
      ["get", "r0"],
      22,
      ["*", ["get", "r0"], 2 ** 22],
    ] as unknown as number;
    const mark = colour(`--${this.tone}-mark`);
    return {
      ...style,
      sources: {
        ...style.sources,
        disc: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
        ground: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
      },
      layers: [
        ...style.layers,
        { id: "ground", type: "fill", source: "ground", paint: { "fill-color": mark, "fill-opacity": 0.14 } },
        {
          id: "ground-border",
          type: "line",
          source: "ground",
          paint: { "line-color": mark, "line-width": 1.5, "line-opacity": 0.7 },
        },
        {
          id: "disc",
          type: "circle",
          source: "disc",
          paint: {
            "circle-radius": radius,
            "circle-color": mark,
            "circle-opacity": DISC_OPACITY,
            "circle-stroke-color": mark,
            "circle-stroke-width": 1.5,
            "circle-stroke-opacity": DISC_BORDER_OPACITY,
          },
        },
      ],
    };
  }
}

function cosine({ lat }: Point): number {
  return Math.cos((lat * Math.PI) / 180);
}
