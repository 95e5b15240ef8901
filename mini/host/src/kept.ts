import { LIMITS } from "@everywhere/mini-spec";
import type { Kept } from "./calls.ts";

/** Keeps a program's storage and grants in the host's own localStorage; the program cannot reach it but through the port. */
export function keptInBrowser(appId: string): Kept {
  const name = `mini:${appId}`;
  const read = (): { storage: Record<string, string>; granted: Record<string, boolean> } => {
    try {
      return { storage: {}, granted: {}, ...(JSON.parse(localStorage.getItem(name) ?? "{}") as object) };
    } catch {
      return { storage: {}, granted: {} };
    }
  };
  const save = (kept: object) => {
    const text = JSON.stringify(kept);
    // The frame counts as well; this holds when the frame lies.
    if (text.length <= LIMITS.storage_bytes * 2) localStorage.setItem(name, text);
  };
  return {
    read,
    store: (key, value) => {
      const { storage, granted } = read();
      const rest = Object.entries(storage).filter(([one]) => one !== key);
      save({ granted, storage: Object.fromEntries(value === null ? rest : [...rest, [key, value]]) });
    },
    grant: (scope, isGranted) => {
      const { storage, granted } = read();
      save({ storage, granted: { ...granted, [scope]: isGranted } });
    },
  };
}
