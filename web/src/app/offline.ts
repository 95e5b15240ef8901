import { registerSW } from "virtual:pwa-register";

/** Keeps the shell and what was seen last for when there is no network; a new version takes over at the next start. */
export function begin(): void {
  registerSW({ immediate: false });
}
