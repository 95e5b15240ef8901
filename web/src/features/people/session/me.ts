import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query";
import { csrfToken, got, http, type Shape } from "@/api";
import { queries } from "@/app/queries";
import { askToSignIn } from "./asking";

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

/** Who uses this app, asked of the server where it is not known yet. */
export function whoIsHere(): Promise<Me | null> {
  return queries.ensureQueryData(meQuery);
}

/** What the server says of me after a change. */
export function isMe(known: QueryClient, me: Me): void {
  known.setQueryData(meQuery.queryKey, me);
}

/** Somebody signed in: whatever was read before was read by somebody else. */
export function welcome(me: Me): void {
  queries.setQueryData(meQuery.queryKey, me);
  void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "me" });
}

/** What becomes of a request that only somebody may make. A guest is asked who they are when they act, and looks on without it; whoever was signed in is asked again. */
export async function signInFor(isRead: boolean): Promise<boolean> {
  const wasSomebody = Boolean(queries.getQueryData(meQuery.queryKey));
  if (isRead && !wasSomebody) return false;
  const isSignedIn = await askToSignIn();
  if (!isSignedIn && wasSomebody) signedOut();
  return isSignedIn;
}

export async function signOut(): Promise<void> {
  await got(http.DELETE("/api/session"));
  signedOut();
}

/** Nobody is signed in any more: what was read before is no longer shown. */
export function signedOut(): void {
  queries.setQueryData(meQuery.queryKey, null);
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== "me" });
}
