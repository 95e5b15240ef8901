import { useEffect, useRef, type RefObject } from "react";
import { useLocation, useNavigate, useNavigationType } from "react-router";
import type { Host, PageOnStack } from "@everywhere/mini-host";
import { stepOf, type Deep } from "./place";

/**
 * Keeps the browser's history and the program's pages in step: each page has an address, the browser's back is the program's back,
 * and before its first page one leaves it. `onBelow`: one came to a page from before the program was begun anew.
 */
export function useHistory(
  appId: string,
  stack: readonly PageOnStack[],
  host: RefObject<Host | undefined>,
  onBelow: () => void,
): { leave: () => void } {
  const location = useLocation();
  const navigate = useNavigate();
  const type = useNavigationType();
  const depthOf = (state: unknown) => (state as Deep | null)?.depth ?? 0;
  // What the address bar shows and what this hook has asked for: neither is drawn.
  const first = useRef({
    depth: depthOf(location.state),
    opened: location.state as Deep | null,
    isOutside: location.key === "default",
  });
  const shown = useRef({ key: location.key, address: "", depth: 0 });
  const isGoing = useRef(false);

  useEffect(() => {
    const depth = depthOf(location.state) - first.current.depth;
    const isNew = shown.current.key !== location.key;
    const { length } = stack;
    shown.current = { key: location.key, address: location.pathname + location.search, depth };
    if (isNew && type === "POP" && !isGoing.current && length > 0) {
      if (depth < 0) onBelow();
      else if (depth < length - 1) host.current?.tell("back", { delta: length - 1 - depth });
      else if (depth > length - 1) host.current?.tell("open", pageOf(appId, location.pathname + location.search));
      return;
    }
    isGoing.current = false;
    const step = stepOf(appId, stack, shown.current);
    if (step.kind === "stay") return;
    if (step.kind === "back") {
      isGoing.current = true;
      void navigate(-step.by);
      return;
    }
    const state: Deep = { ...first.current.opened, depth: step.depth + first.current.depth };
    void navigate(step.to, { state, replace: step.kind === "replace", preventScrollReset: true });
  }, [appId, stack, location, type, navigate, host, onBelow]);

  return {
    leave: () => {
      if (first.current.isOutside) void navigate("/", { replace: true });
      else void navigate(-1 - shown.current.depth - first.current.depth);
    },
  };
}

function pageOf(appId: string, address: string): string {
  return address.slice(`/a/${appId}`.length);
}
