// The built-in components: what each takes and tells.
import type { Attributes } from "./built.ts";
import { TIER_A } from "./components-a.ts";
import { TIER_B, TIER_C } from "./components-b.ts";

export const COMPONENTS = { ...TIER_A, ...TIER_B, ...TIER_C };

export type ComponentName = keyof typeof COMPONENTS;

/** What every component takes beside its own; `data-*` and `mark:*` as well. */
export const COMMON_ATTRIBUTES: Attributes = {
  id: "text",
  class: "text",
  style: "text",
  slot: "text",
  key: "any",
  ref: "text",
  hidden: "boolean",
  role: "text",
  animation: "any",
};

/** What may happen to every component, and bubbles up to the page. */
export const COMMON_EVENTS = [
  "tap",
  "longTap",
  "touchStart",
  "touchMove",
  "touchEnd",
  "touchCancel",
  "transitionEnd",
  "animationStart",
  "animationIteration",
  "animationEnd",
  "appear",
  "disappear",
  "firstAppear",
] as const;

/** Tags of AXML that draw nothing themselves. */
export const STRUCTURE = ["block", "template", "import", "include", "import-sjs", "slot"] as const;
