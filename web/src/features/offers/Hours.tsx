import { useSpeech } from "@/app/i18n";
import { runsOf, type Row } from "./hours";

const MONDAY = Date.UTC(2024, 0, 1);

/** The names of the days of the week, short: 1 is Monday. */
export function useDayNames(): (day: number) => string {
  const { language } = useSpeech();
  const shape = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  return (day) => shape.format(MONDAY + (day - 1) * 86_400_000);
}

/** Hours of the week, a line for the days that share them. */
export function HoursShown({ rows }: { rows: readonly Row[] }) {
  const { t } = useSpeech();
  const name = useDayNames();
  if (rows.length === 0) return <p>{t("offers.hours.any")}</p>;
  const days = (row: Row) => {
    const runs = runsOf(row.days).map(([first, last]) =>
      first === last ? name(first) : `${name(first)}–${name(last)}`,
    );
    return runs.join(", ");
  };
  return (
    <dl className="offer-hours">
      {rows.map((row) => (
        <div key={`${row.from}${row.to}`}>
          <dt>{days(row)}</dt>
          <dd className="numbers">{`${row.from}–${row.to}`}</dd>
        </div>
      ))}
    </dl>
  );
}
