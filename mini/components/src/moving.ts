import { builtIn, common, type Given, isOn, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { above, type At, say } from "./control.ts";
import { make } from "./make.ts";

const pixels = (value: unknown) => Number.parseFloat(textOf(value)) || 0;
const between = (value: number, one: number, other: number) =>
  Math.min(Math.max(value, Math.min(one, other)), Math.max(one, other));

const SLOP_PX = 4;

interface Place {
  x: number;
  y: number;
  scale: number;
}

/** What one finger drags in its movable-area, and two fingers make larger. Told as `change` while it moves, `changeEnd` after. */
function MovableView(given: Given): VNode {
  const { attributes } = given;
  const at: At = useRef(null);
  const place = useRef<Place>({ x: 0, y: 0, scale: 1 });
  const coasting = useRef<(() => void) | undefined>(undefined);
  useEffect(() => () => coasting.current?.(), []);
  const isSmooth = attributes["animation"] === undefined || isOn(attributes["animation"]);
  const show = () => {
    const { x, y, scale } = place.current;
    at.current?.style.setProperty("transform", `translate(${x}px, ${y}px) scale(${scale})`);
  };
  const put = (next: Partial<Place>, source: string) => {
    if (source === "touch") coasting.current?.();
    const before = place.current;
    const { least, most } = scales(attributes);
    const scale = between(next.scale ?? before.scale, least, most);
    const room = roomOf(at.current);
    const isFree = isOn(attributes["outOfBounds"]) && source === "touch";
    const x = isFree ? (next.x ?? before.x) : between(next.x ?? before.x, 0, room.x);
    const y = isFree ? (next.y ?? before.y) : between(next.y ?? before.y, 0, room.y);
    place.current = { x, y, scale };
    const isDriven = source === "touch" || source === "inertia";
    at.current?.style.setProperty(
      "transition",
      isSmooth && !isDriven ? `transform ${settlesMs(attributes)}ms` : "none",
    );
    show();
    if (x !== before.x || y !== before.y) say(at, "change", { x, y, source });
    if (scale !== before.scale) say(at, "scale", { x, y, scale });
  };
  useLayoutEffect(() => {
    put({ x: pixels(attributes["x"]), y: pixels(attributes["y"]) }, "");
  }, [attributes["x"], attributes["y"]]);
  useLayoutEffect(() => {
    if (attributes["scaleValue"] !== undefined) put({ scale: pixels(attributes["scaleValue"]) }, "");
  }, [attributes["scaleValue"]]);
  // A new style attribute takes our transform with it.
  useLayoutEffect(show);
  const held = useDrag(
    () => place.current,
    put,
    attributes,
    (speed) => {
      coasting.current?.();
      const end = () => {
        const { x, y } = place.current;
        put({ x, y }, "out-of-bounds");
        say(at, "changeEnd", { x: place.current.x, y: place.current.y });
      };
      if (!isOn(attributes["inertia"])) end();
      else coasting.current = coast(speed, frictionOf(attributes), () => place.current, put, end);
    },
  );
  return make(
    "mp-movable-view",
    { ...common(given), ref: at, "data-direction": textOf(attributes["direction"] ?? "none"), ...held },
    given.children,
  );
}

const USUAL_DAMPING = 20;
const USUAL_FRICTION = 2;
const SLOWEST = 0.02;

/** How long it takes to where it is set, in ms: the more damping, the less. */
function settlesMs(attributes: Given["attributes"]): number {
  return (200 * USUAL_DAMPING) / (pixels(attributes["damping"]) || USUAL_DAMPING);
}

function frictionOf(attributes: Given["attributes"]): number {
  const given = pixels(attributes["friction"]);
  return given > 0 ? given : USUAL_FRICTION;
}

interface Speed {
  /** In pixels a ms. */
  readonly x: number;
  readonly y: number;
}

/** Lets it go on after the finger left, ever slower, until it stands or is at an edge. Returns what stops it. */
function coast(
  speed: Speed,
  friction: number,
  now: () => Place,
  put: (next: Partial<Place>, source: string) => void,
  ended: () => void,
): () => void {
  let { x: across, y: down } = speed;
  let before = performance.now();
  let asked = 0;
  const step = (time: number) => {
    const passed = Math.max(0, time - before);
    before = time;
    const was = now();
    put({ x: was.x + across * passed, y: was.y + down * passed }, "inertia");
    const slower = Math.exp(-friction * passed * 0.002);
    [across, down] = [across * slower, down * slower];
    const stands = passed > 0 && now().x === was.x && now().y === was.y;
    if (stands || Math.hypot(across, down) < SLOWEST) ended();
    else asked = requestAnimationFrame(step);
  };
  asked = requestAnimationFrame(step);
  return () => {
    cancelAnimationFrame(asked);
  };
}

function scales(attributes: Given["attributes"]): { least: number; most: number } {
  return { least: pixels(attributes["scaleMin"] ?? 0.5), most: pixels(attributes["scaleMax"] ?? 10) };
}

function roomOf(view: HTMLElement | null): { x: number; y: number } {
  const area = above(view, "movable-area");
  if (!view || !area) return { x: 0, y: 0 };
  return { x: area.clientWidth - view.offsetWidth, y: area.clientHeight - view.offsetHeight };
}

/** Follows the fingers on an element. */
function useDrag(
  now: () => Place,
  put: (next: Partial<Place>, source: string) => void,
  attributes: Given["attributes"],
  ended: (speed: Speed) => void,
): object {
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const from = useRef({ x: 0, y: 0, scale: 1, apart: 1, pointer: { x: 0, y: 0 } });
  const direction = textOf(attributes["direction"] ?? "none");
  const apart = () => {
    const [one, other] = [...fingers.current.values()];
    return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 1;
  };
  // The last two places of the finger say how fast it leaves.
  const last = useRef({ x: 0, y: 0, at: 0, speed: { x: 0, y: 0 } });
  const release = (event: PointerEvent) => {
    if (!fingers.current.delete(event.pointerId) || fingers.current.size > 0) return;
    ended(last.current.speed);
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (isOn(attributes["disabled"])) return;
      const pointer = { x: event.clientX, y: event.clientY };
      fingers.current.set(event.pointerId, pointer);
      from.current = { ...now(), apart: apart(), pointer };
      last.current = { ...now(), at: event.timeStamp, speed: { x: 0, y: 0 } };
    },
    onPointerMove: (event: PointerEvent) => {
      if (!fingers.current.has(event.pointerId)) return;
      fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const { x, y, scale, apart: before, pointer } = from.current;
      // Taken only once it moves: what is taken has no taps inside.
      if (Math.hypot(event.clientX - pointer.x, event.clientY - pointer.y) > SLOP_PX)
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
      if (fingers.current.size > 1) {
        if (isOn(attributes["scale"])) put({ scale: (scale * apart()) / before }, "touch");
        return;
      }
      const next: Partial<Place> = {};
      if (direction === "all" || direction === "horizontal") next.x = x + event.clientX - pointer.x;
      if (direction === "all" || direction === "vertical") next.y = y + event.clientY - pointer.y;
      put(next, "touch");
      const ms = Math.max(1, event.timeStamp - last.current.at);
      const here = now();
      const speed = { x: (here.x - last.current.x) / ms, y: (here.y - last.current.y) / ms };
      last.current = { x: here.x, y: here.y, at: event.timeStamp, speed };
    },
    onPointerUp: release,
    onPointerCancel: release,
  };
}

export function defineMoving(): void {
  builtIn("movable-view", MovableView);
}
