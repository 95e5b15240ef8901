import { useEffect, useSyncExternalStore } from "react";
import { queries } from "@/app/queries";
import { useMe } from "@/features/people";
import { Listener, type Connection } from "./listener";
import type { LiveEvent } from "./stream";
import { touched } from "./touched";

/** The map that is looked at; its events come too. */
export interface Watched {
  lat: number;
  lon: number;
  radiusM: number;
}

const REFRESH_PAUSE_MS = 400;
const listeners = new Set<() => void>();
let connection: Connection = "idle";
let watched: Watched | undefined;
let due = new Map<string, readonly unknown[]>();
let timer: ReturnType<typeof setTimeout> | undefined;

function changed(): void {
  for (const listener of listeners) listener();
}

function tell(next: Connection): void {
  connection = next;
  changed();
}

/** Says which map is looked at; nothing is heard of others. */
export function watch(next: Watched | undefined): void {
  watched = next;
  changed();
}

// Events come in bursts; each query is asked anew once a burst.
function hear(event: LiveEvent): void {
  for (const key of touched(event)) due.set(JSON.stringify(key), key);
  timer ??= setTimeout(refresh, REFRESH_PAUSE_MS);
}

function refresh(): void {
  timer = undefined;
  const keys = due;
  due = new Map();
  for (const queryKey of keys.values()) void queries.invalidateQueries({ queryKey });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useConnection(): Connection {
  const state = useSyncExternalStore(subscribe, () => connection);
  const isOnline = useSyncExternalStore(subscribeToNetwork, () => navigator.onLine);
  return isOnline ? state : "lost";
}

function subscribeToNetwork(listener: () => void): () => void {
  for (const kind of ["online", "offline"]) window.addEventListener(kind, listener);
  return () => {
    for (const kind of ["online", "offline"]) window.removeEventListener(kind, listener);
  };
}

/** The app's one stream, while the page is in sight: a hidden tab gives its connection back and catches up when it returns. */
export function useLive(): void {
  const { me } = useMe();
  const map = useSyncExternalStore(subscribe, () => watched);
  const isSeen = useSyncExternalStore(subscribeToSight, () => document.visibilityState === "visible");
  const who = me?.id;
  const address = addressOf(who, map);
  useEffect(() => {
    if (address === undefined || !isSeen) return;
    const listener = new Listener(address, hear, tell);
    void listener.run();
    return () => {
      listener.end();
      tell("idle");
      // What happens while nobody listens is not known: everything is asked anew when it is next shown.
      if (document.visibilityState === "hidden") void queries.invalidateQueries({ refetchType: "none" });
    };
    // The server knows the listener by their cookie: whoever signs in or out needs another stream.
  }, [address, who, isSeen]);
}

function subscribeToSight(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

function addressOf(who: string | undefined, map: Watched | undefined): string | undefined {
  if (who === undefined && map === undefined) return undefined;
  const asked = new URLSearchParams();
  if (map) {
    asked.set("watch", `${map.lat},${map.lon}`);
    asked.set("radius_m", String(Math.round(map.radiusM)));
  }
  return `/api/live?${asked.toString()}`;
}
