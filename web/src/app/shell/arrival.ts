import { useLayoutEffect, useRef } from "react";
import { useLocation } from "react-router";

/**
 * Leads keyboards and screen readers to the title of a screen when it comes: they would stay where the screen before had its
 * button. A category or a step chosen on the way is a screen of its own; a map that moves is not.
 */
export function useArrival(): void {
  const { pathname, search } = useLocation();
  const asked = new URLSearchParams(search);
  const here = [pathname, asked.get("category"), asked.get("step")].join();
  const before = useRef(here);
  useLayoutEffect(() => {
    if (before.current === here) return;
    before.current = here;
    const main = document.getElementById("main");
    (main?.querySelector<HTMLElement>("h1[tabindex]") ?? main)?.focus({ preventScroll: true });
  }, [here]);
}
