import {
  addressOf,
  builtIn,
  common,
  type Given,
  isOn,
  type MapHandle,
  numberOf,
  textOf,
} from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type At, say } from "./control.ts";
import { make } from "./make.ts";
import { type Place, type Point, pointsPerMetre, scaleFor, toPlace, toPoint } from "./world.ts";

type Thing = Readonly<Record<string, unknown>>;

interface View extends Place {
  readonly scale: number;
}

const listOf = (value: unknown) => (Array.isArray(value) ? (value as Thing[]) : []);
const placeOf = (one: Thing): Place => ({
  latitude: numberOf(one["latitude"], 0),
  longitude: numberOf(one["longitude"], 0),
});
const colour = (value: unknown, otherwise: string) => textOf(value ?? otherwise);

/**
 * Markers, lines, circles and areas on a plain ground: a frame has no network, so no streets lie under them. It is dragged,
 * and made larger and smaller with its buttons or a wheel; `regionChange` tells of both.
 */
function MapView(given: Given): VNode {
  const { attributes } = given;
  const at: At = useRef(null);
  const asked: View = { ...placeOf(attributes), scale: numberOf(attributes["scale"], 16) };
  const [view, setView] = useState(asked);
  // Who asks right after a move is told of it, though it is drawn later.
  const now = useRef(view);
  const show = (next: View) => {
    now.current = next;
    setView(next);
  };
  const size = useSize(at);
  const told = (type: string, causedBy: string, next: View) => {
    const { latitude, longitude, scale } = next;
    say(at, "regionChange", { type, causedBy, latitude, longitude, scale });
  };
  const key = `${asked.latitude},${asked.longitude},${asked.scale}`;
  const included = listOf(attributes["includePoints"]).map(placeOf);
  useEffect(() => {
    show(included.length > 0 ? around(included, size) : asked);
  }, [key, JSON.stringify(included), size.x, size.y]);
  const moveTo = (next: View, causedBy: string) => {
    told("begin", causedBy, now.current);
    show(next);
    told("end", causedBy, next);
  };
  const zoom = (by: number) => () => {
    moveTo({ ...view, scale: Math.min(20, Math.max(3, view.scale + by)) }, "gesture");
  };
  const drag = useDrag(view, show, told);
  const shownIn = (seen: View) => (one: Place) => {
    const [centre, { x, y }] = [toPoint(seen, seen.scale), toPoint(one, seen.scale)];
    return { x: x - centre.x + size.x / 2, y: y - centre.y + size.y / 2 };
  };
  const shown = shownIn(view);
  const handle: MapHandle = {
    get view() {
      return now.current;
    },
    size,
    shown: (one) => shownIn(now.current)(one),
    moveTo: (next) => {
      moveTo({ ...now.current, ...next }, "update");
    },
    include: (places) => {
      moveTo(around(places, size), "update");
    },
    placeAt: ({ x, y }) => {
      const centre = toPoint(now.current, now.current.scale);
      return toPlace({ x: x - size.x / 2 + centre.x, y: y - size.y / 2 + centre.y }, now.current.scale);
    },
  };
  useEffect(() => {
    if (at.current) at.current.handle = handle;
  });
  const tapped = (event: MouseEvent) => {
    event.stopPropagation();
    const box = at.current?.getBoundingClientRect();
    if (!box || (event.target as Element).closest("button")) return;
    say(at, "tap", { ...handle.placeAt({ x: event.clientX - box.x, y: event.clientY - box.y }) });
  };
  return make(
    "mp-map",
    { ...common(given), ref: at, role: "application", onClick: tapped, ...drag },
    make("svg", { "aria-hidden": true }, shapes(attributes, shown, view)),
    isOn(attributes["showLocation"]) ? pin({ ...placeOf(attributes), title: "here" }, shown, "mp-here") : null,
    listOf(attributes["markers"]).map((one) => marker(at, one, shown)),
    listOf(attributes["controls"]).map((one) => control(at, one)),
    make(
      "div",
      { class: "mp-zoom" },
      make("button", { "aria-label": "+", onClick: zoom(1) }, "+"),
      make("button", { "aria-label": "−", onClick: zoom(-1) }, "−"),
    ),
    given.children,
  );
}

function around(places: readonly Place[], size: Point): View {
  const scale = scaleFor(places, size.x || 300, size.y || 300);
  const points = places.map((one) => toPoint(one, scale));
  const middle = (list: number[]) => (Math.min(...list) + Math.max(...list)) / 2;
  return { ...toPlace({ x: middle(points.map((one) => one.x)), y: middle(points.map((one) => one.y)) }, scale), scale };
}

function useSize(at: At): Point {
  const [size, setSize] = useState<Point>({ x: 0, y: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const { clientWidth: x = 0, clientHeight: y = 0 } = at.current ?? {};
      setSize({ x, y });
    });
    if (at.current) observer.observe(at.current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return size;
}

function useDrag(
  view: View,
  setView: (next: View) => void,
  told: (type: string, causedBy: string, next: View) => void,
): object {
  const from = useRef<{ pointer: Point; centre: Point; isMoving: boolean } | undefined>(undefined);
  const wasMoved = useRef(false);
  const ended = () => {
    if (from.current?.isMoving) told("end", "drag", view);
    from.current = undefined;
  };
  return {
    // What ends a drag is no tap.
    onClickCapture: (event: Event) => {
      if (wasMoved.current) event.stopPropagation();
    },
    onPointerDown: ({ clientX, clientY }: PointerEvent) => {
      wasMoved.current = false;
      from.current = { pointer: { x: clientX, y: clientY }, centre: toPoint(view, view.scale), isMoving: false };
    },
    onPointerMove: (event: PointerEvent) => {
      if (!from.current) return;
      const { pointer, centre, isMoving } = from.current;
      const [x, y] = [event.clientX - pointer.x, event.clientY - pointer.y];
      if (!isMoving && Math.hypot(x, y) < 4) return;
      if (!isMoving) {
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        told("begin", "drag", view);
      }
      from.current.isMoving = wasMoved.current = true;
      setView({ ...toPlace({ x: centre.x - x, y: centre.y - y }, view.scale), scale: view.scale });
    },
    onPointerUp: ended,
    onPointerCancel: ended,
  };
}

function shapes(attributes: Thing, shown: (one: Place) => Point, view: View): VNode[] {
  const path = (one: Thing) =>
    listOf(one["points"])
      .map((each) => shown(placeOf(each)))
      .map(({ x, y }) => `${x},${y}`)
      .join(" ");
  const line = (one: Thing) =>
    make("polyline", {
      points: path(one),
      fill: "none",
      stroke: colour(one["color"], "#1677ff"),
      "stroke-width": numberOf(one["width"], 4),
      "stroke-dasharray": isOn(one["dottedLine"]) ? "8 6" : undefined,
    });
  const area = (one: Thing) =>
    make("polygon", {
      points: path(one),
      fill: colour(one["fillColor"], "none"),
      stroke: colour(one["color"], "#1677ff"),
      "stroke-width": numberOf(one["width"], 2),
    });
  const circle = (one: Thing) => {
    const { x, y } = shown(placeOf(one));
    const r = numberOf(one["radius"], 0) * pointsPerMetre(placeOf(one).latitude, view.scale);
    return make("circle", {
      cx: x,
      cy: y,
      r,
      fill: colour(one["fillColor"], "none"),
      stroke: colour(one["color"], "#1677ff"),
      "stroke-width": numberOf(one["strokeWidth"], 1),
    });
  };
  return [
    ...listOf(attributes["polygon"]).map(area),
    ...listOf(attributes["polyline"]).map(line),
    ...listOf(attributes["circles"]).map(circle),
  ];
}

function pin(one: Thing, shown: (one: Place) => Point, name: string, act: object = {}, ...inside: unknown[]): VNode {
  const { x, y } = shown(placeOf(one));
  return make(
    "button",
    {
      key: textOf(one["id"] ?? one["title"]),
      class: `mp-pin ${name}`,
      style: `left:${x}px;top:${y}px`,
      "aria-label": textOf(one["title"] ?? one["id"]),
      ...act,
    },
    ...(inside as VNode[]),
  );
}

function marker(at: At, one: Thing, shown: (one: Place) => Point): VNode {
  const { latitude, longitude } = placeOf(one);
  const tell = (type: string) => (event: Event) => {
    event.stopPropagation();
    say(at, type, { markerId: one["id"], latitude, longitude });
  };
  const icon = textOf(one["iconPath"]);
  const picture =
    icon === ""
      ? null
      : make("img", {
          src: addressOf(icon),
          width: numberOf(one["width"], 24),
          height: numberOf(one["height"], 24),
          alt: "",
          draggable: false,
        });
  const { callout } = one as { callout?: Thing };
  const said = callout
    ? make("span", { class: "mp-callout", onClick: tell("calloutTap") }, textOf(callout["content"]))
    : null;
  return pin(one, shown, icon === "" ? "mp-drop" : "", { onClick: tell("markerTap") }, picture, said);
}

function control(at: At, one: Thing): VNode {
  const { left = 0, top = 0, width, height } = (one["position"] ?? {}) as Record<string, number | undefined>;
  const tapped = (event: Event) => {
    event.stopPropagation();
    if (isOn(one["clickable"] ?? true)) say(at, "controlTap", { controlId: one["id"] });
  };
  return make(
    "button",
    {
      key: `c${textOf(one["id"])}`,
      class: "mp-control",
      style: `left:${left}px;top:${top}px`,
      "aria-label": textOf(one["id"]),
      onClick: tapped,
    },
    make("img", { src: addressOf(one["iconPath"]), width, height, alt: "" }),
  );
}

export function defineMap(): void {
  builtIn("map", MapView);
}
