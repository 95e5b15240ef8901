import { queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";
import { keep, kept } from "@/app/kept";

export type Topic = Shape<"PushTerms">["topics"][number];
export type Told = Shape<"SubscriptionView">;

/** Where the endpoint that the server knows is kept, so that a browser that changes it by itself can be told of again. */
const KEPT_AT = "push";

/** What this browser can do: be told, only once it is on the home screen (iOS), or not at all. */
export function pushWays(): "can" | "install" | "never" {
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return "can";
  return isApple() && !isInstalled() ? "install" : "never";
}

export function isApple(): boolean {
  // An iPad says that it is a Mac, and has fingers.
  return (
    /iPhone|iPad|iPod/.test(navigator.userAgent) ||
    (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
  );
}

/** Whether this page is the app on the home screen, not a tab. */
export function isInstalled(): boolean {
  return (
    window.matchMedia("(display-mode: standalone)").matches ||
    ("standalone" in navigator && navigator.standalone === true)
  );
}

/** What the server tells this browser about; null: nothing. */
export const pushQuery = queryOptions({
  queryKey: ["push"],
  queryFn: async (): Promise<Told | null> => {
    const subscription = await (await registration())?.pushManager.getSubscription();
    if (!subscription) return null;
    const { items } = await got(http.GET("/api/me/push"));
    return items.find(({ endpoint }) => endpoint === subscription.endpoint) ?? null;
  },
});

/** That the person, or their browser, does not allow it. */
export class NotAllowedHere extends Error {}

/** Asks the browser and then the server to tell this browser about `topics`. Raises NotAllowedHere. */
export async function tellMe(topics: readonly Topic[]): Promise<Told> {
  if ((await Notification.requestPermission()) !== "granted") throw new NotAllowedHere();
  const { public_key } = await got(http.GET("/api/push"));
  const manager = (await registration())?.pushManager;
  if (!manager) throw new NotAllowedHere();
  let subscription = await manager.getSubscription();
  if (subscription && keyOf(subscription) !== public_key) {
    // It belongs to another key: the installation was made anew.
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await manager.subscribe({ userVisibleOnly: true, applicationServerKey: public_key });
  return sent(subscription, topics);
}

/** Tells this browser nothing any more. */
export async function tellMeNothing(told: Told): Promise<void> {
  await got(http.DELETE("/api/me/push/{subscription_id}", { params: { path: { subscription_id: told.id } } }));
  await (await (await registration())?.pushManager.getSubscription())?.unsubscribe();
  keep(KEPT_AT, undefined);
}

/** A browser may change its endpoint by itself: then the server is told the new one. */
export async function renew(): Promise<void> {
  const before = kept(KEPT_AT);
  if (before === undefined || Notification.permission !== "granted") return;
  const subscription = await (await registration())?.pushManager.getSubscription();
  const known = JSON.parse(before) as { endpoint: string; topics: Topic[] };
  if (subscription && subscription.endpoint !== known.endpoint) await sent(subscription, known.topics);
}

async function sent(subscription: PushSubscription, topics: readonly Topic[]): Promise<Told> {
  const { endpoint, keys } = subscription.toJSON();
  const body = {
    endpoint: endpoint ?? "",
    p256dh: keys?.["p256dh"] ?? "",
    auth: keys?.["auth"] ?? "",
    topics: [...topics],
  };
  const told = await got(http.PUT("/api/me/push", { body }));
  keep(KEPT_AT, JSON.stringify({ endpoint, topics }));
  return told;
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return "serviceWorker" in navigator ? await navigator.serviceWorker.getRegistration() : undefined;
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
