import { useMutation, useQueryClient, type QueryKey, type UseMutationResult } from "@tanstack/react-query";
import { useRef } from "react";
import { ApiError } from "@/api";

/** Headers of a request that is done once, however often it is sent. */
export type Once = { "Idempotency-Key": string };

const UNCLEAR = new Set(["offline", "timeout", "broken"]);

/**
 * A command that a person may try again. The same act goes under the same key until the server has said yes or no: an answer that
 * got lost is then given once more, and nothing is done twice. What it `touches` is read anew.
 */
export function useAct<Given = void, Answer = unknown>(
  does: (given: Given, once: Once) => Promise<Answer>,
  {
    touches = [],
    onDone,
    onError,
  }: { touches?: QueryKey[]; onDone?: (answer: Answer) => void; onError?: (error: Error) => void },
): UseMutationResult<Answer, Error, Given> {
  const queries = useQueryClient();
  const kept = useRef<{ said: string; key: string }>(undefined);
  return useMutation({
    mutationFn: (given: Given) => {
      const said = JSON.stringify(given) ?? "";
      if (kept.current?.said !== said) kept.current = { said, key: crypto.randomUUID() };
      return does(given, { "Idempotency-Key": kept.current.key });
    },
    onSuccess: async (answer) => {
      kept.current = undefined;
      onDone?.(answer);
      await Promise.all(touches.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
    onError: (error) => {
      if (!isUnclear(error)) kept.current = undefined;
      onError?.(error);
    },
  });
}

/** Whether nobody knows if it was done: no answer came, or none that the server meant. */
export function isUnclear(error: unknown): boolean {
  return !(error instanceof ApiError) || UNCLEAR.has(error.code) || error.problem.status >= 500;
}
