import { useEffect, useState } from "react";
import { useSpeech } from "@/app/i18n";

const MINUTE_MS = 60_000;

/** How long is left until `until`: to the second in the last ten minutes, by the minute before; says when it is over. */
export function Countdown({ until, onEnd }: { until: string; onEnd?: () => void }) {
  const { t } = useSpeech();
  const end = new Date(until).getTime();
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, end - now);
  const isClose = left <= 10 * MINUTE_MS;
  useEffect(() => {
    if (left === 0) {
      onEnd?.();
      return;
    }
    const timer = setTimeout(() => setNow(Date.now()), isClose ? 1000 : 20_000);
    return () => clearTimeout(timer);
  }, [left, isClose, onEnd]);
  return (
    <time className="numbers" dateTime={until} role="timer">
      {words(t, left)}
    </time>
  );
}

function words(t: ReturnType<typeof useSpeech>["t"], left: number): string {
  if (left === 0) return t("ui.over");
  if (left <= 10 * MINUTE_MS) {
    const seconds = Math.ceil(left / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
  const minutes = Math.floor(left / MINUTE_MS);
  if (minutes < 60) return t("ui.minutesLeft", { minutes });
  if (minutes < 48 * 60) return t("ui.hoursLeft", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return t("ui.daysLeft", { days: Math.floor(minutes / 1440) });
}
