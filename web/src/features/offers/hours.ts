import type { Span } from "./offers";

export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export const WEEKDAYS: readonly number[] = [1, 2, 3, 4, 5];
export const WEEKEND: readonly number[] = [6, 7];

/** The hours of one row of the week: the same span on several days. */
export interface Row {
  days: readonly number[];
  from: string;
  to: string;
}

export const PRESETS = {
  any: [],
  evenings: [
    { days: WEEKDAYS, from: "18:00", to: "22:00" },
    { days: WEEKEND, from: "09:00", to: "22:00" },
  ],
  daytime: [{ days: WEEKDAYS, from: "09:00", to: "18:00" }],
  weekend: [{ days: WEEKEND, from: "09:00", to: "20:00" }],
} satisfies Record<string, Row[]>;
export type Preset = keyof typeof PRESETS;

/** Rows as the API takes them: a span for each day, a night split at midnight. */
export function spansOf(rows: readonly Row[]): Span[] {
  return rows.flatMap(({ days, from, to }) =>
    days.flatMap((day) =>
      from < to
        ? [{ day, from, to }]
        : [{ day, from, to: "24:00" }, ...(to > "00:00" ? [{ day: (day % 7) + 1, from: "00:00", to }] : [])],
    ),
  );
}

/** Spans as people say them: days that share their hours are one row, in the order of the week. */
export function rowsOf(spans: readonly Span[]): Row[] {
  const rows = new Map<string, { days: number[]; from: string; to: string }>();
  const inOrder = spans.toSorted((one, other) => one.day - other.day || one.from.localeCompare(other.from));
  for (const { day, from, to } of inOrder) {
    const row = rows.get(`${from} ${to}`);
    if (row) row.days.push(day);
    else rows.set(`${from} ${to}`, { days: [day], from, to });
  }
  return [...rows.values()];
}

/** Runs of days that follow each other: [1, 2, 3, 6] → [[1, 3], [6, 6]]. */
export function runsOf(days: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const day of days.toSorted()) {
    const last = runs.at(-1);
    if (last && last[1] === day - 1) last[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}

/** The preset that these rows are; undefined for hours of one's own. */
export function presetOf(rows: readonly Row[]): Preset | undefined {
  const same = JSON.stringify(rows);
  return (Object.keys(PRESETS) as Preset[]).find((preset) => JSON.stringify(PRESETS[preset]) === same);
}
