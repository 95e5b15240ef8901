import { builtIn, canvasNode, common, type Given, isOn, numberOf, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type At, say } from "./control.ts";
import { STILL } from "./hover.ts";
import { make } from "./make.ts";

/** A native canvas. Its points are those of its style unless `width` and `height` say otherwise. */
function Canvas(given: Given): VNode {
  const { attributes } = given;
  const at: At = useRef(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = attributes;
  useLayoutEffect(() => {
    const native = canvas.current;
    if (!native || !at.current) return;
    // Setting it clears it, so only what differs is set.
    const [wide, high] = [numberOf(width, at.current.clientWidth), numberOf(height, at.current.clientHeight)];
    if (native.width !== wide) native.width = wide;
    if (native.height !== high) native.height = high;
    canvasNode(native);
  }, [width, height]);
  useEffect(() => {
    say(at, "ready", {});
  }, []);
  const native = make("canvas", { ref: canvas, "aria-label": textOf(attributes["aria-label"]) });
  const still = isOn(attributes["disableScroll"]) ? STILL : {};
  return make("mp-canvas", { ...common(given), ref: at, ...still }, native);
}

export function defineDrawing(): void {
  builtIn("canvas", Canvas);
}
