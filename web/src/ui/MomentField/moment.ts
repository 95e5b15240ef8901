/** A moment as `<input type="datetime-local">` holds it: on this device's clock, to the minute. */
export function typedMoment(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The instant that was typed, as the API takes it; undefined for what is no moment. */
export function instantOf(typed: string): string | undefined {
  const at = new Date(typed);
  return typed === "" || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The next full quarter of an hour that is at least `ahead` minutes away. */
export function nextQuarter(now: Date, aheadMinutes: number): Date {
  const quarter = 15 * 60_000;
  return new Date(Math.ceil((now.getTime() + aheadMinutes * 60_000) / quarter) * quarter);
}
