import { lazy } from "react";

export { useReadingOf, useUnread } from "./inbox";

/** Whether this browser is told while the app is closed; fetched where it is shown. */
export const PushSettings = lazy(() => import("./push/PushSettings"));

/** Tells the server where this browser is reached now, if it changed that by itself. */
export async function renewPush(): Promise<void> {
  const { renew } = await import("./push/push");
  await renew();
}
