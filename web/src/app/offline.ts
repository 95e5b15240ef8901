import { registerSW } from "virtual:pwa-register";
import { kept } from "./kept";
import { renewPush } from "@/features/notify";

type Go = (path: string) => void;

/** Keeps the shell and what was seen last for when there is no network; a new version takes over at the next start. */
export function begin(go: Go): void {
  registerSW({ immediate: false });
  // A notification was tapped while the app is open.
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ go?: unknown }>) => {
    if (typeof data?.go === "string") go(data.go);
  });
  if (kept("push") !== undefined) void renewPush().catch(() => undefined);
}
