import type { MiniElement } from "./element.ts";
import { tellOnly } from "./events.ts";

/** How much of an element must be in view for it to have appeared. */
const HALF = 0.5;
const HEARD = /(^|:)(appear|disappear|firstappear)$/;

/** Elements that were in view, and whether they still are. */
const seen = new WeakMap<Element, boolean>();
let observer: IntersectionObserver | undefined;

/** Tells `appear`, `disappear` and, once, `firstAppear` of an element that has a handler for one of them. */
export function watchAppearing(element: MiniElement, events: Readonly<Record<string, unknown>>): void {
  if (!Object.keys(events).some((name) => HEARD.test(name))) return;
  observer ??= new IntersectionObserver(moved, { threshold: HALF });
  observer.observe(element);
}

function moved(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting, intersectionRatio } of entries) {
    const element = target as MiniElement;
    const isSeen = isIntersecting && intersectionRatio >= HALF;
    const was = seen.get(element);
    if (!element.isConnected || isSeen === (was ?? false)) continue;
    seen.set(element, isSeen);
    tellOnly(element, isSeen ? "appear" : "disappear", {});
    if (was === undefined) tellOnly(element, "firstAppear", {});
  }
}
