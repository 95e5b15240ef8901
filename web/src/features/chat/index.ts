import { kept } from "@/app/kept";

export { LastWord } from "./LastWord";
export { Talks } from "./Talks";
export { talkPath, type Talk } from "./talk";

/** Sends what was said while there was no network, as soon as the app is open again; nothing is fetched when nothing waits. */
export async function sendUnsent(): Promise<void> {
  if (kept("unsent") === undefined) return;
  const { flush } = await import("./outbox");
  await flush();
}
