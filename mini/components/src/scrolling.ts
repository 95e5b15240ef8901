import { builtIn, common, type Given, isOn, numberOf, textOf } from "@everywhere/mini-runtime";
import { toChildArray, type VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type At, say } from "./control.ts";
import { make } from "./make.ts";

function ScrollView(given: Given): VNode {
  const { attributes } = given;
  const at: At = useRef(null);
  const edges = useRef({ isUpper: true, isLower: false });
  const behavior = isOn(attributes["scrollWithAnimation"]) ? "smooth" : "instant";
  const top = attributes["scrollTop"];
  const left = attributes["scrollLeft"];
  const into = textOf(attributes["scrollIntoView"]);
  useLayoutEffect(() => {
    if (top !== undefined) at.current?.scrollTo({ top: numberOf(top, 0), behavior });
  }, [top]);
  useLayoutEffect(() => {
    if (left !== undefined) at.current?.scrollTo({ left: numberOf(left, 0), behavior });
  }, [left]);
  useLayoutEffect(() => {
    if (into !== "") at.current?.querySelector(`#${CSS.escape(into)}`)?.scrollIntoView({ behavior, block: "start" });
  }, [into]);
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
      onScroll: scrolled,
    },
    given.children,
  );
}

/** One item at a time, with the browser's own snapping; `current` is told when a move has ended. */
function Swiper(given: Given): VNode {
  const { attributes, children } = given;
  const at: At = useRef(null);
  const track = useRef<HTMLDivElement>(null);
  const isDown = isOn(attributes["vertical"]);
  const asked = numberOf(attributes["current"], 0);
  const [current, setCurrent] = useState(asked);
  const count = toChildArray(children).length;
  const go = (index: number, behavior: ScrollBehavior) => {
    const box = track.current;
    if (box)
      box.scrollTo({ [isDown ? "top" : "left"]: index * (isDown ? box.clientHeight : box.clientWidth), behavior });
  };
  useLayoutEffect(() => {
    setCurrent(asked);
    go(asked, "instant");
  }, [asked, count]);
  const isPlaying = isOn(attributes["autoplay"]) && count > 1;
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(
      () => {
        go(current + 1 < total() ? current + 1 : isOn(attributes["circular"]) ? 0 : current, "smooth");
      },
      numberOf(attributes["interval"], 5000),
    );
    return () => {
      clearInterval(timer);
    };
  }, [isPlaying, current, count]);
  const total = () => track.current?.childElementCount ?? count;
  const ended = () => {
    const box = track.current;
    if (!box) return;
    const index = Math.round(
      isDown ? box.scrollTop / Math.max(1, box.clientHeight) : box.scrollLeft / Math.max(1, box.clientWidth),
    );
    if (index !== current) {
      setCurrent(index);
      say(at, "change", { current: index, source: "touch" });
    }
    say(at, "animationEnd", { current: index, source: "touch" });
  };
  const dots = isOn(attributes["indicatorDots"])
    ? make(
        "div",
        { class: "mp-dots" },
        Array.from({ length: Math.max(count, total()) }, (_, index) =>
          make("i", {
            key: index,
            style: `background:${textOf(index === current ? (attributes["indicatorActiveColor"] ?? "#000") : (attributes["indicatorColor"] ?? "rgba(0,0,0,.3)"))}`,
          }),
        ),
      )
    : null;
  return make(
    "mp-swiper",
    { ...common(given), ref: at, "data-vertical": isDown ? "" : undefined },
    make("div", { ref: track, class: "mp-track", onscrollend: ended }, children),
    dots,
  );
}

export function defineScrolling(): void {
  builtIn("scroll-view", ScrollView);
  builtIn("swiper", Swiper);
}
