import { vi } from "vitest";

/** From now on this phone has no room, until `vi.unstubAllGlobals`. */
export function fillStorage(): void {
  vi.stubGlobal("localStorage", {
    getItem: () => null,
    removeItem: () => undefined,
    setItem: () => {
      throw new DOMException("no room", "QuotaExceededError");
    },
  });
}
