export { PushSettings } from "./push/PushSettings";
export { useReadingOf, useUnread } from "./inbox";

/** Tells the server where this browser is reached now, if it changed that by itself. */
export async function renewPush(): Promise<void> {
  const { renew } = await import("./push/push");
  await renew();
}
