import { useSyncExternalStore, type ReactNode } from "react";
import { createPortal } from "react-dom";

const listeners = new Set<() => void>();
let open: readonly HTMLElement[] = [];

/** Says that a modal dialog is open; the answer says that it is closed. */
export function opened(dialog: HTMLElement): () => void {
  change([...open, dialog]);
  return () => change(open.filter((each) => each !== dialog));
}

function change(next: readonly HTMLElement[]): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Shows `children` over everything, in the modal dialog that is open: whatever stands beside one can be neither seen nor reached. */
export function OnTop({ children }: { children: ReactNode }) {
  const top = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open.at(-1),
  );
  const shown = <div className="on-top">{children}</div>;
  return top ? createPortal(shown, top) : shown;
}
