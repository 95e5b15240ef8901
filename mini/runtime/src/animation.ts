import type { MiniElement } from "./element.ts";
import { styleOf } from "./element.ts";
import { tell } from "./events.ts";

interface Timing {
  readonly duration?: number;
  readonly timingFunction?: string;
  readonly delay?: number;
  readonly transformOrigin?: string;
}

interface Action {
  readonly style: Readonly<Record<string, string>>;
  readonly timing: Timing;
}

/** What `export()` gives, and the attribute `animation` takes. */
interface Exported {
  readonly actions: readonly Action[];
}

const DEGREES = new Set(["rotate", "rotateX", "rotateY", "rotateZ", "skew", "skewX", "skewY"]);
const TRANSFORMS =
  "rotate rotateX rotateY rotateZ rotate3d scale scaleX scaleY scaleZ scale3d translate translateX translateY translateZ translate3d skew skewX skewY matrix matrix3d";
const STYLES = ["opacity", "backgroundColor", "width", "height", "top", "left", "bottom", "right"];

/** `my.createAnimation()`: steps, each of several changes at once, one after the other once they are given to an element. */
export function createAnimation(otherwise: Timing = {}): Record<string, unknown> {
  let actions: Action[] = [];
  let style: Record<string, string> = {};
  // A transform that was reached stays part of what comes after it.
  const transforms = new Map<string, string>();
  const self: Record<string, unknown> = {
    config: otherwise,
    step: (timing: Timing = {}) => {
      const transform = [...transforms.values()].join(" ");
      actions.push({ style: transform === "" ? style : { ...style, transform }, timing: { ...otherwise, ...timing } });
      style = {};
      return self;
    },
    export: () => {
      const exported: Exported = { actions };
      actions = [];
      return exported;
    },
  };
  for (const name of TRANSFORMS.split(" ")) {
    self[name] = (...given: unknown[]) => {
      transforms.set(name, `${name}(${given.map((one, at) => unit(name, one, at)).join(", ")})`);
      return self;
    };
  }
  for (const name of STYLES) {
    self[name] = (value: unknown) => {
      const isNumber = typeof value === "number" && name !== "opacity";
      style[name] = isNumber ? `${value}px` : (styleOf(String(value)) ?? "");
      return self;
    };
  }
  return self;
}

function unit(name: string, value: unknown, at: number): string {
  if (typeof value !== "number") return styleOf(String(value)) ?? "";
  if (DEGREES.has(name) || (name === "rotate3d" && at === 3)) return `${value}deg`;
  return name.startsWith("translate") ? `${value}px` : String(value);
}

/** Carries out the attribute `animation`: what was reached stays, whatever is drawn meanwhile. */
export async function animate(element: MiniElement, given: unknown): Promise<void> {
  const { actions } = (typeof given === "object" && given !== null ? given : {}) as Partial<Exported>;
  if (!Array.isArray(actions)) return;
  for (const { style, timing } of actions as Action[]) {
    const { duration = 400, delay = 0, timingFunction = "linear", transformOrigin } = timing;
    if (transformOrigin !== undefined) element.style.transformOrigin = transformOrigin;
    const easing = /^(step|ease|linear|cubic-bezier)/.test(timingFunction) ? timingFunction : "linear";
    try {
      await element.animate([style], { duration, delay, easing, fill: "forwards" }).finished;
    } catch {
      return; // The element has gone.
    }
    tell("transitionEnd", element, {});
  }
}
