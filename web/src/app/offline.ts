import { registerSW } from "virtual:pwa-register";
import { kept } from "./kept";
import { renewPush } from "@/features/notify";

/** Keeps the shell and what was seen last for when there is no network; a new version takes over at the next start. */
export function begin(): void {
  registerSW({ immediate: false });
  if (kept("push") !== undefined) void renewPush().catch(() => undefined);
}
