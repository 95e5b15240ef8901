import { queryOptions, useQuery } from "@tanstack/react-query";
import { csrfToken, got, http, type Shape } from "@/api";
import { queries } from "@/app/queries";

export type Me = Shape<"MeView">;

const meQuery = queryOptions({
  queryKey: ["me"],
  // Whoever has no token of the server's is nobody, and need not be told so by it.
  queryFn: async () => (csrfToken() === undefined ? null : await orNobody(got(http.GET("/api/me")))),
  staleTime: 5 * 60_000,
});

async function orNobody(asked: Promise<Me>): Promise<Me | null> {
  try {
    return await asked;
  } catch (error) {
    if ((error as { code?: string }).code === "sign_in_needed") return null;
    throw error;
  }
}

/** Who uses this app: null for somebody who only looks, undefined while it is not known. */
export function useMe(): { me: Me | null | undefined } {
  return { me: useQuery(meQuery).data };
}

/** Somebody signed in: whatever was read before was read by somebody else. */
export function welcome(me: Me): void {
  queries.setQueryData(meQuery.queryKey, me);
  void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "me" });
}

export async function signOut(): Promise<void> {
  await got(http.DELETE("/api/session"));
  queries.setQueryData(meQuery.queryKey, null);
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== "me" });
}
