/** What an observer of intersection is told of one element. */
export type Overlap = Pick<
  IntersectionObserverEntry,
  "target" | "time" | "intersectionRatio" | "boundingClientRect" | "intersectionRect" | "rootBounds"
>;

/**
 * Watches how much of some elements lies on another that does not hold them, which the browser's own observer cannot:
 * looked at now and whenever something is scrolled or the window changes. Tells of each that passes a threshold, from 0
 * to 1; returns what ends it.
 */
export function watchOverlap(
  root: ShadowRoot | Document,
  reference: Element,
  targets: readonly Element[],
  thresholds: readonly number[],
  heard: (one: Overlap) => void,
): () => void {
  const passed = new Map<Element, number>();
  const look = () => {
    for (const target of targets) {
      const { many, ...one } = overlapOf(target, reference, thresholds);
      if (passed.get(target) !== many) heard(one);
      passed.set(target, many);
    }
  };
  let asked = requestAnimationFrame(look);
  const ask = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(look);
  };
  const ended = new AbortController();
  const { signal } = ended;
  root.addEventListener("scroll", ask, { capture: true, passive: true, signal });
  addEventListener("resize", ask, { signal });
  return () => {
    cancelAnimationFrame(asked);
    ended.abort();
  };
}

function overlapOf(target: Element, reference: Element, thresholds: readonly number[]): Overlap & { many: number } {
  const [box, bounds] = [target.getBoundingClientRect(), reference.getBoundingClientRect()];
  const [left, top] = [Math.max(box.left, bounds.left), Math.max(box.top, bounds.top)];
  const wide = Math.max(0, Math.min(box.right, bounds.right) - left);
  const high = Math.max(0, Math.min(box.bottom, bounds.bottom) - top);
  const area = wide * high;
  const intersectionRatio = area === 0 ? 0 : area / (box.width * box.height);
  return {
    target,
    time: performance.now(),
    intersectionRatio,
    boundingClientRect: box,
    intersectionRect: area === 0 ? new DOMRect() : new DOMRect(left, top, wide, high),
    rootBounds: bounds,
    many: area === 0 ? 0 : thresholds.filter((one) => intersectionRatio >= one).length,
  };
}
