import { builtIn, common, type Given, isOn, numberOf, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type At, say } from "./control.ts";
import { glide } from "./gliding.ts";
import { make } from "./make.ts";

function ScrollView(given: Given): VNode {
  const { attributes } = given;
  const at: At = useRef(null);
  const edges = useRef({ isUpper: true, isLower: false });
  const isSmooth = isOn(attributes["scrollWithAnimation"]);
  const behavior = isSmooth ? "smooth" : "instant";
  const lasts = numberOf(attributes["scrollAnimationDuration"], 0);
  const ends = useRef<(() => void) | undefined>(undefined);
  const scrollTo = (side: "left" | "top", to: number) => {
    ends.current?.();
    if (at.current && isSmooth && lasts > 0) ends.current = glide(at.current, side, to, lasts, () => undefined);
    else at.current?.scrollTo({ [side]: to, behavior });
  };
  const top = attributes["scrollTop"];
  const left = attributes["scrollLeft"];
  const into = textOf(attributes["scrollIntoView"]);
  useLayoutEffect(() => {
    if (top !== undefined) scrollTo("top", numberOf(top, 0));
  }, [top]);
  useLayoutEffect(() => {
    if (left !== undefined) scrollTo("left", numberOf(left, 0));
  }, [left]);
  useLayoutEffect(() => {
    if (into !== "") at.current?.querySelector(`#${CSS.escape(into)}`)?.scrollIntoView({ behavior, block: "start" });
  }, [into]);
  const goesUp = isOn(attributes["enableBackToTop"]);
  useEffect(() => {
    // The host's title was tapped twice; the page that is seen says so.
    const root = goesUp ? at.current?.getRootNode() : undefined;
    const up = () => at.current?.scrollTo({ top: 0, behavior: "smooth" });
    root?.addEventListener("mini-top", up);
    return () => root?.removeEventListener("mini-top", up);
  }, [goesUp]);
  const scrolled = () => {
    const element = at.current;
    if (!element) return;
    const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight, clientWidth } = element;
    say(at, "scroll", { scrollTop, scrollLeft, scrollHeight, scrollWidth });
    const isAcross = isOn(attributes["scrollX"]);
    const before = isAcross ? scrollLeft : scrollTop;
    const after = isAcross ? scrollWidth - scrollLeft - clientWidth : scrollHeight - scrollTop - clientHeight;
    const now = {
      isUpper: before <= numberOf(attributes["upperThreshold"], 50),
      isLower: after <= numberOf(attributes["lowerThreshold"], 50),
    };
    if (now.isUpper && !edges.current.isUpper) say(at, "scrollToUpper", { direction: isAcross ? "left" : "top" });
    if (now.isLower && !edges.current.isLower) say(at, "scrollToLower", { direction: isAcross ? "right" : "bottom" });
    edges.current = now;
  };
  return make(
    "mp-scroll-view",
    {
      ...common(given),
      ref: at,
      "data-x": isOn(attributes["scrollX"]) ? "" : undefined,
      "data-y": isOn(attributes["scrollY"]) ? "" : undefined,
      "data-trap": isOn(attributes["trapScroll"]) ? "" : undefined,
      onScroll: scrolled,
      ...useRefusals(at, attributes),
    },
    given.children,
  );
}

/**
 * `disable-upper-scroll`, `disable-lower-scroll`: `always` keeps it from scrolling up (left), down (right);
 * `out-of-bounds` where it stands at that end, so that the page does not scroll in its place.
 */
function useRefusals(at: At, attributes: Given["attributes"]): object {
  const from = useRef({ x: 0, y: 0 });
  const isAcross = isOn(attributes["scrollX"]);
  const words = [textOf(attributes["disableUpperScroll"]), textOf(attributes["disableLowerScroll"])];
  if (words.every((word) => word !== "always" && word !== "out-of-bounds")) return {};
  const refuses = (forward: number) => {
    const box = at.current;
    if (forward === 0 || !box) return false;
    const before = isAcross ? box.scrollLeft : box.scrollTop;
    const room = isAcross ? box.scrollWidth - box.clientWidth : box.scrollHeight - box.clientHeight;
    const isAtEnd = forward > 0 ? before >= room - 1 : before <= 0;
    const word = words[forward > 0 ? 1 : 0];
    return word === "always" || (word === "out-of-bounds" && isAtEnd);
  };
  return {
    onWheel: (event: WheelEvent) => {
      if (refuses(isAcross ? event.deltaX || event.deltaY : event.deltaY)) event.preventDefault();
    },
    onTouchStart: ({ touches: [finger] }: TouchEvent) => {
      from.current = { x: finger?.clientX ?? 0, y: finger?.clientY ?? 0 };
    },
    onTouchMove: (event: TouchEvent) => {
      const [finger] = event.touches;
      const forward = finger ? (isAcross ? from.current.x - finger.clientX : from.current.y - finger.clientY) : 0;
      if (refuses(forward) && event.cancelable) event.preventDefault();
    },
  };
}

export function defineScrolling(): void {
  builtIn("scroll-view", ScrollView);
}
