import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import { useEffect, useRef } from "react";
import { useAppearance } from "@/app/appearance";
import { useSpeech } from "@/app/i18n";
import type { Point } from "../area";
import type { Operators } from "./library";
import { SpotChart, type Circle, type Ground } from "./spot-chart";

export interface SpotProps {
  /** The map's middle. */
  at: Point;
  /** An area to draw as a soft disc: the cell that others see, or where somebody helps. */
  disc: Circle | undefined;
  /** A place with borders, shown whole instead. */
  ground?: Ground | undefined;
  tone: "need" | "offer" | "shop";
  operators: Operators;
  /** What a screen reader calls it. */
  label: string;
  /** Hears where the map's middle is after it was moved; without it the map stands still. */
  onMove?: ((at: Point) => void) | undefined;
}

/** A small map of one place. */
export default function SpotMap(props: SpotProps) {
  const { at, disc, ground, operators, label, tone } = props;
  const { language } = useSpeech();
  const { isDark } = useAppearance();
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<SpotChart>(undefined);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const canMove = props.onMove !== undefined;
  useEffect(() => {
    if (!frame.current) return;
    const { at: first, operators: map, disc: round } = latest.current;
    const onMove = canMove ? (moved: Point) => latest.current.onMove?.(moved) : undefined;
    chart.current = new SpotChart(frame.current, round?.at ?? first, map, tone, onMove);
    return () => chart.current?.end();
  }, [operators, canMove, tone]);
  useEffect(() => void chart.current?.look(language, isDark), [operators, canMove, tone, language, isDark]);
  useEffect(() => void chart.current?.go(at), [at]);
  useEffect(() => void chart.current?.circle(disc), [operators, canMove, tone, disc]);
  useEffect(() => void (ground && chart.current?.within(ground)), [operators, canMove, tone, ground]);
  return <div ref={frame} className="map spot-map" role="region" aria-label={label} />;
}
