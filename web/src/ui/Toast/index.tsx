import { useSyncExternalStore } from "react";
import { readable } from "@/api";
import "./toast.css";

interface Said {
  text: string;
  isBad: boolean;
}

const SHOWN_MS = 4_000;
const listeners = new Set<() => void>();
let said: Said | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

function say(next: Said | null): void {
  said = next;
  clearTimeout(timer);
  if (next) timer = setTimeout(() => say(null), SHOWN_MS);
  for (const listener of listeners) listener();
}

/** A short word about what was just done; what must be read belongs on the page. */
export const toast = {
  done: (text: string) => say({ text, isBad: false }),
  error: (error: unknown) => {
    const { title, remedy } = readable(error);
    say({ text: `${title} ${remedy}`, isBad: true });
  },
};

/** Where toasts appear; the shell has one. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown && <p className={shown.isBad ? "toast toast-bad" : "toast"}>{shown.text}</p>}
    </div>
  );
}
