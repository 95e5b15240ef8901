import { tell } from "./events.ts";

const LONG_PRESS_MS = 500;
const SLOP_PX = 10;
const NATIVE = "input, textarea, select, button";
const SIMPLE = {
  transitionend: "transitionEnd",
  animationend: "animationEnd",
  animationstart: "animationStart",
  animationiteration: "animationIteration",
};

interface Point {
  readonly identifier: number;
  readonly clientX: number;
  readonly clientY: number;
  readonly pageX: number;
  readonly pageY: number;
}

/** Hears what the browser tells on a page and tells it as AXML's handlers expect. A mouse counts as one finger. */
export function listen(root: ShadowRoot): void {
  const press = new Press();
  let typing: HTMLElement | null = null;
  // A phone tells of the tap first, and then takes the keyboard away; a browser would empty the focus before it.
  root.addEventListener("mousedown", (native) => {
    const active = root.activeElement;
    typing = active instanceof HTMLElement && active.matches("input, textarea") ? active : null;
    if (typing && !(native.target as Element).closest(NATIVE)) native.preventDefault();
    else typing = null;
  });
  root.addEventListener("click", (native) => {
    const { target, clientX, clientY, pageX, pageY } = native as MouseEvent;
    if (!press.takeLong()) tell("tap", target, { x: clientX, y: clientY, clientX, clientY, pageX, pageY });
    if (typing && root.activeElement === typing) typing.blur();
    typing = null;
  });
  for (const [name, type] of [
    ["touchstart", "touchStart"],
    ["touchmove", "touchMove"],
    ["touchend", "touchEnd"],
    ["touchcancel", "touchCancel"],
  ] as const) {
    root.addEventListener(
      name,
      (native) => {
        const { target, touches, changedTouches } = native as TouchEvent;
        const isCaught = touched(type, target, [...touches].map(pointOf), [...changedTouches].map(pointOf), press);
        // Who catches moves (a popup over a list) wants the page below to stay.
        if (isCaught && type === "touchMove" && native.cancelable) native.preventDefault();
      },
      { passive: false },
    );
  }
  mouse(root, press);
  for (const [name, type] of Object.entries(SIMPLE)) {
    root.addEventListener(name, ({ target }) => {
      tell(type, target, {});
    });
  }
}

function touched(
  type: string,
  target: EventTarget | null,
  touches: Point[],
  changedTouches: Point[],
  press: Press,
): boolean {
  const first = changedTouches[0];
  if (type === "touchStart") press.begin(target, first);
  else if (type !== "touchMove" || press.leaves(first)) press.end();
  return tell(type, target, {}, { touches, changedTouches });
}

function mouse(root: ShadowRoot, press: Press): void {
  let held: EventTarget | null = null;
  const at = (type: string, native: Event, isOver = false) => {
    const pointer = native as PointerEvent;
    if (pointer.pointerType !== "mouse" || !held) return;
    const point = pointOf({ ...points(pointer), identifier: 0 });
    touched(type, held, isOver ? [] : [point], [point], press);
  };
  root.addEventListener("pointerdown", (native) => {
    if ((native as PointerEvent).button !== 0) return;
    held = native.target;
    at("touchStart", native);
  });
  root.addEventListener("pointermove", (native) => {
    at("touchMove", native);
  });
  root.addEventListener("pointerup", (native) => {
    at("touchEnd", native, true);
    held = null;
  });
}

function points({ clientX, clientY, pageX, pageY }: PointerEvent): Omit<Point, "identifier"> {
  return { clientX, clientY, pageX, pageY };
}

function pointOf({ identifier, clientX, clientY, pageX, pageY }: Point): Point {
  return { identifier, clientX, clientY, pageX, pageY };
}

/** One finger that stays where it is. */
class Press {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private from: Point | undefined;
  private wasLong = false;

  begin(target: EventTarget | null, point: Point | undefined): void {
    this.end();
    this.from = point;
    this.wasLong = false;
    this.timer = setTimeout(() => {
      this.wasLong = true;
      tell("longTap", target, { x: point?.clientX, y: point?.clientY });
    }, LONG_PRESS_MS);
  }

  leaves(point: Point | undefined): boolean {
    if (!this.from || !point) return true;
    return Math.hypot(point.clientX - this.from.clientX, point.clientY - this.from.clientY) > SLOP_PX;
  }

  end(): void {
    clearTimeout(this.timer);
  }

  /** Whether this was a long press, after which no tap is told; asked once. */
  takeLong(): boolean {
    const was = this.wasLong;
    this.wasLong = false;
    return was;
  }
}
