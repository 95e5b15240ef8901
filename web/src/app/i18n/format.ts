/** What a reader sees of money, distance and time, in their language. Nothing here knows words; see messages for those. */

export interface Amount {
  minor: number;
  currency: string;
}

const kept = new Map<string, unknown>();

// Intl objects are dear to make and cheap to keep.
function keep<T>(key: string, make: () => T): T {
  if (!kept.has(key)) kept.set(key, make());
  return kept.get(key) as T;
}

/** ¥12.50; whole amounts without their cents, unless `exact`. */
export function money(language: string, amount: Amount, { exact = false } = {}): string {
  const shape = keep(
    `money ${language} ${amount.currency}`,
    () =>
      new Intl.NumberFormat(language, {
        style: "currency",
        currency: amount.currency,
        currencyDisplay: "narrowSymbol",
      }),
  );
  const digits = shape.resolvedOptions().maximumFractionDigits ?? 2;
  const value = amount.minor / 10 ** digits;
  if (exact || !Number.isInteger(value)) return shape.format(value);
  return keep(
    `whole money ${language} ${amount.currency}`,
    () =>
      new Intl.NumberFormat(language, {
        style: "currency",
        currency: amount.currency,
        currencyDisplay: "narrowSymbol",
        maximumFractionDigits: 0,
      }),
  ).format(value);
}

/** The upper bound of a distance bucket: 600 m, 1.5 km. */
export function distance(language: string, metres: number): string {
  const isFar = metres >= 1000;
  const shape = keep(
    `distance ${language} ${isFar}`,
    () =>
      new Intl.NumberFormat(language, {
        style: "unit",
        unit: isFar ? "kilometer" : "meter",
        unitDisplay: "short",
        maximumFractionDigits: isFar ? 1 : 0,
      }),
  );
  return shape.format(isFar ? metres / 1000 : metres);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "in 20 minutes", "yesterday"; under a minute "now". */
export function ago(language: string, at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const shape = keep(`ago ${language}`, () => new Intl.RelativeTimeFormat(language, { numeric: "auto" }));
  const [unit, size] = STEPS.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", Infinity];
  return shape.format(Math.trunc(seconds / size), unit);
}

/** A day and an hour, as people say them: "24 Nov, 18:30"; with the weekday when it is near. */
export function when(language: string, at: Date, now: Date): string {
  const isNear = Math.abs(at.getTime() - now.getTime()) < 6 * 86_400_000;
  const shape = keep(
    `when ${language} ${isNear}`,
    () =>
      new Intl.DateTimeFormat(language, {
        ...(isNear ? { weekday: "short" } : { day: "numeric", month: "short" }),
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      }),
  );
  return shape.format(at);
}

/** A date: "24 November 2026". */
export function day(language: string, at: Date): string {
  return keep(`day ${language}`, () => new Intl.DateTimeFormat(language, { dateStyle: "long" })).format(at);
}

/** A plain number. */
export function number(language: string, value: number): string {
  return keep(`number ${language}`, () => new Intl.NumberFormat(language, { maximumFractionDigits: 1 })).format(value);
}
