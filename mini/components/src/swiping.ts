import { builtIn, common, type Given, isOn, numberOf, styleOf, textOf } from "@everywhere/mini-runtime";
import { toChildArray, type VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type At, say } from "./control.ts";
import { glide } from "./gliding.ts";
import { make } from "./make.ts";

/** How long a move lasts that no finger makes, in ms, where `duration` says nothing. */
const USUAL_MS = 500;

/** The places at which a track of items stops, and where it stands now. */
class Track {
  constructor(
    private readonly box: HTMLElement,
    private readonly isDown: boolean,
    private readonly atOnce: number,
  ) {}

  get side(): "top" | "left" {
    return this.isDown ? "top" : "left";
  }

  get now(): number {
    return this.isDown ? this.box.scrollTop : this.box.scrollLeft;
  }

  /** The last item that can stand first. */
  get last(): number {
    return Math.max(0, this.box.childElementCount - this.atOnce);
  }

  stop(index: number): number {
    const { box, isDown } = this;
    const [one] = box.children as HTMLCollectionOf<HTMLElement>;
    const style = getComputedStyle(box);
    const [before, inside] = isDown
      ? [style.scrollPaddingTop, style.paddingTop]
      : [style.scrollPaddingLeft, style.paddingLeft];
    // What is left free before an item is not free before the first, where that snaps to the edge.
    const edge = (Number.parseFloat(before) || 0) - (Number.parseFloat(inside) || 0);
    const room = isDown ? box.scrollHeight - box.clientHeight : box.scrollWidth - box.clientWidth;
    const size = isDown ? (one?.offsetHeight ?? 0) : (one?.offsetWidth ?? 0);
    return Math.min(Math.max(0, index * size - edge), Math.max(0, room));
  }

  get index(): number {
    const away = Array.from({ length: this.last + 1 }, (_, index) => Math.abs(this.stop(index) - this.now));
    return Math.max(0, away.indexOf(Math.min(...away)));
  }
}

/** Sizes and room of the track, from the attributes. */
function looks(attributes: Given["attributes"], isDown: boolean, atOnce: number): string {
  const length = (name: string) => {
    const given = attributes[name];
    return styleOf(typeof given === "number" ? `${given}px` : textOf(given || "0px")) ?? "0px";
  };
  const [before, after] = [length("previousMargin"), length("nextMargin")];
  const isAtEdge = isOn(attributes["snapToEdge"]) && !isOn(attributes["circular"]);
  const whole = isAtEdge ? `(100% - ${before} - ${after})` : "100%";
  const axis = isDown ? "block" : "inline";
  return [
    `--mp-item:calc(${whole} / ${atOnce})`,
    `--mp-stops:${isOn(attributes["acceleration"]) ? "normal" : "always"}`,
    `scroll-padding-${axis}:${before} ${after}`,
    isAtEdge ? "" : `padding-${axis}:${before} ${after}`,
  ].join(";");
}

interface Turning {
  readonly at: At;
  readonly box: { readonly current: HTMLElement | null };
  readonly attributes: Given["attributes"];
  readonly count: number;
  track(): Track | undefined;
}

/** Where it stands, where it is told to stand, and what it tells of that. */
function useTurning({ at, box, attributes, count, track }: Turning) {
  const named = textOf(attributes["currentItemId"]);
  const asked = numberOf(attributes["current"], 0);
  const [current, setCurrent] = useState(asked);
  const gliding = useRef<(() => void) | undefined>(undefined);
  /** Who set the move in motion that goes on. */
  const source = useRef("touch");
  const before = useRef({ asked, named });
  /** Where our own move ended: the browser then says that it came to rest there, which was told. */
  const arrived = useRef<number | undefined>(undefined);
  const ended = () => {
    gliding.current = undefined;
    const index = track()?.index ?? 0;
    const by = { source: source.current };
    source.current = "touch";
    mark(box.current, textOf(attributes["changingClass"]), 0, 0);
    if (index !== current) {
      setCurrent(index);
      say(at, "change", { current: index, ...by });
    }
    say(at, "animationEnd", { current: index, ...by });
  };
  const last = useRef(ended);
  last.current = ended;
  const go = (index: number, isSlow: boolean, by: string) => {
    const [element, now] = [box.current, track()];
    if (!element || !now) return;
    gliding.current?.();
    gliding.current = undefined;
    const to = now.stop(index);
    const lasts = numberOf(attributes["duration"], USUAL_MS);
    if (Math.abs(to - now.now) < 1) return;
    source.current = by;
    if (isSlow && lasts > 0)
      gliding.current = glide(element, now.side, to, lasts, () => {
        arrived.current = now.now;
        last.current();
      });
    else element.scrollTo({ [now.side]: to, behavior: "instant" });
  };
  useLayoutEffect(() => {
    const items = [...(box.current?.children ?? [])];
    const found = named === "" ? -1 : items.findIndex((one) => one.getAttribute("data-item-id") === named);
    const index = found < 0 ? asked : found;
    const isAsked = before.current.asked !== asked || before.current.named !== named;
    before.current = { asked, named };
    setCurrent(index);
    go(index, isAsked && !isOn(attributes["disableProgrammaticAnimation"]), "");
  }, [asked, named, count]);
  useEffect(() => () => gliding.current?.(), []);
  return {
    current,
    play: () => {
      const isLast = current >= (track()?.last ?? 0);
      if (isLast && !isOn(attributes["circular"])) return;
      go(isLast ? 0 : current + 1, true, "autoplay");
    },
    /** The browser came to rest, which it also does at each step of our own move. */
    rested: () => {
      const was = arrived.current;
      arrived.current = undefined;
      if (gliding.current === undefined && was !== track()?.now) ended();
    },
  };
}

/** Classes for the items from one to another; those before and after lose them. */
function mark(box: HTMLElement | null, names: string, from: number, to: number): void {
  const classes = names.split(/\s+/).filter(Boolean);
  [...(box?.children ?? [])].forEach((item, index) => {
    for (const name of classes) item.classList.toggle(name, index >= from && index < to);
  });
}

/** Items of which one, or as many as `display-multiple-items`, are seen at once, with the browser's own snapping. */
function Swiper(given: Given): VNode {
  const { attributes, children } = given;
  const at: At = useRef(null);
  const box = useRef<HTMLDivElement>(null);
  const isDown = isOn(attributes["vertical"]);
  const atOnce = Math.max(1, numberOf(attributes["displayMultipleItems"], 1));
  const count = toChildArray(children).length;
  const track = () => (box.current ? new Track(box.current, isDown, atOnce) : undefined);
  const { current, play, rested } = useTurning({ at, box, attributes, count, track });
  const isPlaying = isOn(attributes["autoplay"]) && count > 1;
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(play, numberOf(attributes["interval"], 5000));
    return () => {
      clearInterval(timer);
    };
  }, [isPlaying, current, count]);
  const adjusts = useHeight(at, box, attributes, current);
  useLayoutEffect(() => {
    mark(box.current, textOf(attributes["activeClass"]), current, current + atOnce);
  });
  const scrolled = () => {
    const now = track();
    if (!now) return;
    const moved = now.now - now.stop(current);
    if (isOn(attributes["acceleration"]))
      mark(box.current, textOf(attributes["changingClass"]), now.index, now.index + atOnce);
    say(at, "transition", { dx: isDown ? 0 : moved, dy: isDown ? moved : 0 });
  };
  return make(
    "mp-swiper",
    { ...common(given), ref: at, "data-vertical": isDown ? "" : undefined, "data-adjusts": adjusts ? "" : undefined },
    make(
      "div",
      {
        ref: box,
        class: "mp-track",
        style: looks(attributes, isDown, atOnce),
        "data-still": isOn(attributes["disableTouch"]) ? "" : undefined,
        onscrollend: rested,
        onScroll: scrolled,
      },
      children,
    ),
    isOn(attributes["indicatorDots"])
      ? dots(attributes, Math.max(count, box.current?.childElementCount ?? 0), current)
      : null,
  );
}

/** As high as one of its items: the first, the one that is seen, or the highest. Down a column only where that is asked for. */
function useHeight(
  at: At,
  box: { readonly current: HTMLElement | null },
  attributes: Given["attributes"],
  current: number,
): boolean {
  const by = textOf(attributes["adjustHeight"]);
  const isAsked = !isOn(attributes["vertical"]) || isOn(attributes["adjustVerticalHeight"]);
  const adjusts = isAsked && ["first", "current", "highest"].includes(by);
  useLayoutEffect(() => {
    if (!adjusts) return undefined;
    const items = [...(box.current?.children ?? [])] as HTMLElement[];
    const fit = () => {
      const heights = items.map((item) => item.offsetHeight);
      const height = by === "highest" ? Math.max(...heights) : heights[by === "current" ? current : 0];
      if (height) at.current?.style.setProperty("height", `${height}px`);
    };
    const observer = new ResizeObserver(fit);
    for (const item of items) observer.observe(item);
    fit();
    return () => {
      observer.disconnect();
    };
  });
  return adjusts;
}

function dots(attributes: Given["attributes"], count: number, current: number): VNode {
  const colour = (index: number) =>
    index === current
      ? (attributes["indicatorActiveColor"] ?? "#000")
      : (attributes["indicatorColor"] ?? "rgba(0,0,0,.3)");
  const all = Array.from({ length: count }, (_, index) =>
    make("i", { key: index, style: `background:${textOf(colour(index))}` }),
  );
  return make("div", { class: "mp-dots" }, all);
}

function SwiperItem(given: Given): VNode {
  return make(
    "mp-swiper-item",
    { ...common(given), "data-item-id": textOf(given.attributes["itemId"]) },
    given.children,
  );
}

export function defineSwiping(): void {
  builtIn("swiper", Swiper);
  builtIn("swiper-item", SwiperItem, ["itemId"]);
}
