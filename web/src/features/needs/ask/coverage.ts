import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { got, http, type Shape } from "@/api";
import type { Point } from "./draft";

export type Coverage = Shape<"CoverageView">;

const PAUSE_MS = 350;
// About 10 m: a finer middle of the map is the same place to a person.
const DIGITS = 4;

/** What can be expected at a place for a fee, asked when the hand has rested for a moment. */
export function useCoverage(at: Point | undefined, category: string, fee: number | undefined) {
  const asked = useRested(
    at === undefined ? undefined : { at: `${at.lat.toFixed(DIGITS)},${at.lon.toFixed(DIGITS)}`, fee: fee || undefined },
  );
  return useQuery({
    queryKey: ["coverage", category, asked],
    queryFn: () =>
      got(http.GET("/api/coverage", { params: { query: { at: asked?.at ?? "", category, fee: asked?.fee ?? null } } })),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
  });
}

function useRested<Value>(value: Value): Value {
  const said = JSON.stringify(value);
  const [rested, setRested] = useState({ said, value });
  useEffect(() => {
    const timer = setTimeout(() => setRested({ said, value: said === undefined ? value : JSON.parse(said) }), PAUSE_MS);
    return () => clearTimeout(timer);
    // Compared by what it says, not by which object says it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [said]);
  return rested.value;
}
