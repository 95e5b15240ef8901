import { common, type Given, isOn, numberOf, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { make } from "./make.ts";

/** Presses that an element keeps to itself (`hover-stop-propagation`): those above it do not look pressed. */
const kept = new WeakSet<Event>();

/**
 * What an element looks like while a finger is on it: `hover-start-time` after it came, until `hover-stay-time` after it left.
 * `usual` are the two times where the program names none.
 */
export function useHover(
  { attributes }: Given,
  usual: readonly [number, number] = [0, 0],
): { class: string; listeners: object } {
  const [isHeld, setHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const hover = textOf(attributes["hoverClass"]);
  const own = textOf(attributes["class"]);
  const keeps = isOn(attributes["hoverStopPropagation"]);
  const looksPressed = hover !== "" && hover !== "none";
  if (!looksPressed && !keeps) return { class: own, listeners: {} };
  const show = (isPressed: boolean, afterMs: number) => {
    clearTimeout(timer.current);
    if (afterMs <= 0) setHeld(isPressed);
    else timer.current = setTimeout(setHeld, afterMs, isPressed);
  };
  const release = () => {
    show(false, isHeld ? numberOf(attributes["hoverStayTime"], usual[1]) : 0);
  };
  return {
    class: isHeld ? `${own} ${hover}` : own,
    listeners: {
      onPointerDown: (event: Event) => {
        if (looksPressed && !kept.has(event)) show(true, numberOf(attributes["hoverStartTime"], usual[0]));
        if (keeps) kept.add(event);
      },
      onPointerUp: release,
      onPointerCancel: release,
      onPointerLeave: release,
    },
  };
}

const refuse = (event: Event) => {
  event.preventDefault();
};

/** Nothing scrolls by a finger or a wheel that is on it: neither what lies in it nor the page. */
export const STILL = { "data-still": "", onWheel: refuse, onTouchMove: refuse };

/** A box that looks pressed, or that lets nothing scroll; any other is drawn without this. */
export function View(given: Given): VNode {
  const hover = useHover(given);
  const still = isOn(given.attributes["disableScroll"]) ? STILL : {};
  return make("mp-view", { ...common(given), class: hover.class, ...hover.listeners, ...still }, given.children);
}
