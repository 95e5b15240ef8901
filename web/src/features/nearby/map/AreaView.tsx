import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import "./area-view.css";
import { useEffect, useRef } from "react";
import { useAppearance } from "@/app/appearance";
import { useSpeech } from "@/app/i18n";
import type { Area, Point } from "../area";
import { AreaChart } from "./area-chart";

export interface AreaViewProps {
  area: Area;
  operators: { style: string | null; is_gcj02: boolean };
  label: string;
  tone: "need" | "offer";
  /** Given where the circle may be moved. */
  onMove?: ((at: Point) => void) | undefined;
}

/** A circle on the map. It stands still in the middle; the map moves under it. */
export default function AreaView(props: AreaViewProps) {
  const { area, operators, label, tone, onMove } = props;
  const { language } = useSpeech();
  const { isDark } = useAppearance();
  const frame = useRef<HTMLDivElement>(null);
  const disc = useRef<HTMLSpanElement>(null);
  const chart = useRef<AreaChart>(undefined);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (!frame.current) return;
    const { area: first, operators: map, onMove: move } = latest.current;
    chart.current = new AreaChart(frame.current, first, map, move === undefined, {
      onMove: (at) => latest.current.onMove?.(at),
      onScale: (radiusPx) => disc.current?.style.setProperty("--radius", `${radiusPx}px`),
    });
    return () => chart.current?.end();
  }, [operators]);
  useEffect(() => chart.current?.look(language, isDark), [operators, language, isDark]);
  useEffect(() => chart.current?.show(area), [operators, area]);
  return (
    <div className={`area-view area-view-${tone}`}>
      <div ref={frame} className="map" role="region" aria-label={label} />
      <span ref={disc} className="area-view-disc" aria-hidden="true" />
      {onMove && <span className="area-view-middle" aria-hidden="true" />}
    </div>
  );
}
