import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import { useEffect, useRef } from "react";
import { useAppearance } from "@/app/appearance";
import { useSpeech } from "@/app/i18n";
import type { Area, Point } from "../area";
import type { Category, Item } from "../nearby";
import { Chart } from "./chart";
import type { Operators } from "./library";

export interface MapProps {
  area: Area;
  items: readonly Item[];
  kinds: Map<string, Category>;
  me: Point | undefined;
  /** The item whose line is looked at, or whose mark was tapped. */
  picked: string | undefined;
  operators: Operators;
  onMove: (seen: Area) => void;
  onPick: (id: string) => void;
}

/** The map. It is fetched after the shell, and everything on it is in the list too. */
export default function MapView(props: MapProps) {
  const { area, items, kinds, me, picked, operators } = props;
  const { language, t } = useSpeech();
  const { isDark } = useAppearance();
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart>(undefined);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (!frame.current) return;
    const { area: first, operators: map } = latest.current;
    chart.current = new Chart(frame.current, first, map, {
      onMove: (seen) => latest.current.onMove(seen),
      onPick: (id) => latest.current.onPick(id),
    });
    return () => chart.current?.end();
  }, [operators]);
  useEffect(() => void chart.current?.look(language, isDark), [operators, language, isDark]);
  useEffect(() => void chart.current?.put(items, kinds), [operators, items, kinds]);
  useEffect(() => void chart.current?.go(area), [area]);
  useEffect(() => void chart.current?.pick(picked), [operators, picked]);
  useEffect(() => void chart.current?.showMe(me), [operators, me]);
  return <div ref={frame} className="map" role="region" aria-label={t("nearby.map")} />;
}
