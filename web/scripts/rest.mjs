// When a page that was opened has come to rest. All times are milliseconds on the page's clock.
export const QUIET_MS = 5_000;
const REQUESTS_OF_REST = 2;

/** The end of the last long task before the first window of `QUIET_MS` without one and with never more than two requests open. */
export function atRest(ready, long, requests) {
  const busy = [...long, ...crowds(requests)]
    .filter(({ to }) => to > ready)
    .sort((one, other) => one.from - other.from);
  let quietFrom = ready;
  for (const { from, to } of busy) {
    if (from - quietFrom >= QUIET_MS) break;
    quietFrom = Math.max(quietFrom, to);
  }
  return Math.max(ready, ...long.filter(({ to }) => to <= quietFrom).map(({ to }) => to));
}

/** When more than two requests were open at once. */
function crowds(requests) {
  const steps = requests
    .flatMap(({ from, to }) => [
      { at: from, change: 1 },
      { at: to, change: -1 },
    ])
    .sort((one, other) => one.at - other.at);
  const found = [];
  let open = 0;
  for (const { at, change } of steps) {
    open += change;
    if (change > 0 && open === REQUESTS_OF_REST + 1) found.push({ from: at, to: Infinity });
    if (change < 0 && open === REQUESTS_OF_REST) found[found.length - 1].to = at;
  }
  return found;
}
