import { guarded } from "./errors.ts";
import { allOf } from "./query.ts";

interface Options {
  readonly thresholds?: number[];
  readonly initialRatio?: number;
  readonly selectAll?: boolean;
}

/** `my.createIntersectionObserver()`: tells when elements come into view, of the page or of another element. */
export function createIntersectionObserver(root: () => ShadowRoot | undefined, options: Options = {}): object {
  let within: Element | null = null;
  let margin = "0px";
  let observer: IntersectionObserver | undefined;
  const marginOf = (given: Readonly<Record<string, number>> = {}) =>
    ["top", "right", "bottom", "left"].map((side) => `${given[side] ?? 0}px`).join(" ");
  const self = {
    relativeTo(selector: string, margins?: Record<string, number>) {
      within = allOf(root() ?? document, selector)[0] ?? null;
      margin = marginOf(margins);
      return self;
    },
    relativeToViewport(margins?: Record<string, number>) {
      within = null;
      margin = marginOf(margins);
      return self;
    },
    observe(selector: string, heard: (result: object) => void) {
      observer = new IntersectionObserver(
        (entries) => {
          for (const one of entries)
            guarded("createIntersectionObserver", () => {
              heard(told(one));
            });
        },
        { root: within, rootMargin: margin, threshold: options.thresholds ?? [0] },
      );
      const found = allOf(root() ?? document, selector);
      for (const element of options.selectAll ? found : found.slice(0, 1)) observer.observe(element);
    },
    disconnect() {
      observer?.disconnect();
    },
  };
  return self;
}

function told(one: IntersectionObserverEntry): object {
  const box = ({ left, top, right, bottom, width, height }: DOMRectReadOnly) => ({
    left,
    top,
    right,
    bottom,
    width,
    height,
  });
  return {
    id: one.target.id,
    dataset: (one.target as { mini?: { data?: unknown } }).mini?.data ?? {},
    time: one.time,
    intersectionRatio: one.intersectionRatio,
    boundingClientRect: box(one.boundingClientRect),
    intersectionRect: box(one.intersectionRect),
    relativeRect: one.rootBounds ? box(one.rootBounds) : null,
  };
}
