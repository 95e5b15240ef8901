const FLICK_PX_PER_MS = 0.4;
const ORDER = ["peek", "half", "full"] as const;

/** Where a sheet comes to rest that was let go at `px` high, moving up at `speed` px/ms: a flick goes on, a slow hand leaves it near. */
export function settle(
  px: number,
  speed: number,
  heights: Record<(typeof ORDER)[number], number>,
): (typeof ORDER)[number] {
  if (speed > FLICK_PX_PER_MS) return ORDER.find((stop) => heights[stop] > px) ?? "full";
  if (speed < -FLICK_PX_PER_MS) return ORDER.findLast((stop) => heights[stop] < px) ?? "peek";
  return ORDER.reduce(
    (best, stop) => (Math.abs(heights[stop] - px) < Math.abs(heights[best] - px) ? stop : best),
    "peek",
  );
}
