import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { settingsQuery } from "@/app/queries";
import type { AreaViewProps } from "./map/AreaView";
import "./area-map.css";

const AreaView = lazy(() => import("./map/AreaView"));

/** A circle on a small map, to look at; with `onMove` also to move. The map library is fetched when it is first shown. */
export function AreaMap(props: Omit<AreaViewProps, "operators">) {
  const { data: settings } = useQuery(settingsQuery);
  const room = <div className="area-map-room" />;
  return <Suspense fallback={room}>{settings ? <AreaView {...props} operators={settings.map} /> : room}</Suspense>;
}
