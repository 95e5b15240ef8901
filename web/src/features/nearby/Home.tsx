import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useSpeech } from "@/app/i18n";
import { watch } from "@/app/live";
import { painted } from "@/app/painted";
import { settingsQuery } from "@/app/queries";
import { ErrorFace } from "@/ui/Face";
import type { Stop } from "@/ui/Sheet";
import { toast } from "@/ui/Toast";
import { useArea, type Area, type Point } from "./area";
import { isNear } from "./near";
import { NearbySheet } from "./NearbySheet";
import { useCategories, useNearby, type Side } from "./nearby";
import { placeAt, usePlaces } from "./places";
import { Search } from "./Search";
import { TopBar } from "./TopBar";
import "./home.css";

// The map's library is larger than all the rest of the screen, which is of use without it.
const MapView = lazy(() => painted.then(() => import("./map/MapView")));
const PLACE_RADIUS_M = { district: 5_000, town: 2_500 };

/** The first screen: where I am, what is near, two buttons. */
export function Home() {
  const { t, language } = useSpeech();
  const { area, setArea, error, retry } = useArea();
  const [category, setCategory] = useState<string>();
  const [side, setSide] = useState<Side>("all");
  const [stop, setStop] = useState<Stop>("peek");
  const [isSearching, setSearching] = useState(false);
  const [seen, setSeen] = useState<Area>();
  const [me, setMe] = useState<Point>();
  const [picked, setPicked] = useState<string>();
  const [pointed, setPointed] = useState<string>();
  const { data: settings } = useQuery(settingsQuery);
  const kinds = useCategories();
  const places = usePlaces();
  const near = useNearby(area, side, category);
  const place = useMemo(() => area && placeAt(places, area.at), [places, area]);
  useEffect(() => {
    document.title = t("app.name");
  }, [t]);
  useEffect(() => {
    if (area) watch({ lat: area.at.lat, lon: area.at.lon, radiusM: area.radiusM });
    return () => watch(undefined);
  }, [area]);
  const go = useCallback(
    (next: Area) => {
      setSeen(undefined);
      setPicked(undefined);
      setArea(next);
    },
    [setArea],
  );
  const pick = useCallback((id: string) => {
    setPicked(id);
    setStop("half");
  }, []);
  function findMe() {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const at = { lat: coords.latitude, lon: coords.longitude };
        setMe(at);
        go({ at, radiusM: PLACE_RADIUS_M.town });
      },
      () => {
        toast.done(t("nearby.noPosition"));
        setSearching(true);
      },
      { timeout: 10_000, maximumAge: 60_000 },
    );
  }
  if (error) return <ErrorFace error={error} onRetry={retry} />;
  const isElsewhere = area !== undefined && seen !== undefined && !isNear(area, seen);
  return (
    <div className="home">
      <h1 className="unseen">{t("nearby.title")}</h1>
      <TopBar
        place={place && (language === "en" ? place.en : place.zh)}
        kinds={kinds}
        category={category}
        onCategory={setCategory}
        onSearch={() => setSearching(true)}
        onSearchHere={isElsewhere ? () => go(seen) : undefined}
      />
      <Suspense fallback={<div className="home-map" />}>
        {area && settings && (
          <MapView
            area={area}
            items={near.items}
            kinds={kinds}
            me={me}
            picked={pointed ?? picked}
            operators={settings.map}
            onMove={setSeen}
            onPick={pick}
          />
        )}
      </Suspense>
      <NearbySheet
        near={near}
        kinds={kinds}
        side={side}
        onSide={setSide}
        stop={stop}
        onStop={setStop}
        picked={picked}
        onPoint={setPointed}
        onFindMe={findMe}
        onWiden={area && (() => go({ ...area, radiusM: Math.min(20_000, area.radiusM * 2) }))}
      />
      <Search
        isOpen={isSearching}
        onClose={() => setSearching(false)}
        kinds={kinds}
        places={places}
        onPlace={(chosen) => {
          setSearching(false);
          go({ at: chosen.at, radiusM: PLACE_RADIUS_M[chosen.kind] });
        }}
        onCategory={(code) => {
          setSearching(false);
          setCategory(code);
        }}
      />
    </div>
  );
}
