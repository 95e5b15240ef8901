import { useSyncExternalStore } from "react";

/** What Chromium hands over where the app can be installed; no type of it is in the standard library. */
interface InstallPrompt extends Event {
  prompt: () => Promise<{ outcome: "accepted" | "dismissed" }>;
}

const listeners = new Set<() => void>();
let offered: InstallPrompt | undefined;

function offer(next: InstallPrompt | undefined): void {
  offered = next;
  for (const listener of listeners) listener();
}

// It comes early and once, long before somebody looks for it.
window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer(event as InstallPrompt);
});
window.addEventListener("appinstalled", () => offer(undefined));

/** Installs the app on this device, where the browser offers it; undefined where it does not. */
export function useInstall(): (() => Promise<void>) | undefined {
  const prompt = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => offered,
  );
  if (prompt === undefined) return undefined;
  return async () => {
    await prompt.prompt();
    offer(undefined);
  };
}
