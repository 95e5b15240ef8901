import { guarded } from "./errors.ts";
import { type Overlap, watchOverlap } from "./overlap.ts";
import { allOf } from "./query.ts";
import { afterDrawing } from "./schedule.ts";

interface Options {
  readonly thresholds?: number[];
  readonly initialRatio?: number;
  readonly selectAll?: boolean;
}

/**
 * `my.createIntersectionObserver()`: tells when elements come into view, of the page or of another element. What it is
 * asked is looked for after the next drawing: a component may ask in onInit, before it has anything.
 */
export function createIntersectionObserver(root: () => ShadowRoot | undefined, options: Options = {}): object {
  const { thresholds = [0], initialRatio = 0, selectAll = false } = options;
  let reference: string | undefined;
  let margin = "0px";
  let end: (() => void) | undefined;
  let isOver = false;
  const marginOf = (given: Readonly<Record<string, number>> = {}) =>
    ["top", "right", "bottom", "left"].map((side) => `${given[side] ?? 0}px`).join(" ");
  const begin = (selector: string, heard: (result: object) => void) => {
    const within = root() ?? document;
    const found = allOf(within, selector);
    const targets = selectAll ? found : found.slice(0, 1);
    const known = new Set<Element>();
    const tell = (one: Overlap) => {
      // The first look counts only if it is otherwise than the program supposes.
      const isNews = known.has(one.target) || one.intersectionRatio !== initialRatio;
      known.add(one.target);
      if (isNews)
        guarded("createIntersectionObserver", () => {
          heard(told(one));
        });
    };
    const other = reference === undefined ? undefined : allOf(within, reference)[0];
    end =
      other && !targets.every((one) => other.contains(one))
        ? watchOverlap(within, other, targets, thresholds, tell)
        : watchView(other ?? document, margin, targets, thresholds, tell);
  };
  const self = {
    relativeTo(selector: string, margins?: Record<string, number>) {
      reference = selector;
      margin = marginOf(margins);
      return self;
    },
    relativeToViewport(margins?: Record<string, number>) {
      reference = undefined;
      margin = marginOf(margins);
      return self;
    },
    observe(selector: string, heard: (result: object) => void) {
      afterDrawing(() => {
        if (!isOver) begin(selector, heard);
      });
    },
    disconnect() {
      isOver = true;
      end?.();
    },
  };
  return self;
}

/** A root is always named: without one a frame of another origin is measured against the page around it, without margins. */
function watchView(
  root: Element | Document,
  rootMargin: string,
  targets: readonly Element[],
  threshold: number[],
  tell: (one: Overlap) => void,
): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      entries.forEach(tell);
    },
    { root, rootMargin, threshold },
  );
  for (const one of targets) observer.observe(one);
  return () => {
    observer.disconnect();
  };
}

function told(one: Overlap): object {
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
