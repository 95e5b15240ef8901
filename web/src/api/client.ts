import createClient from "openapi-fetch";
import type { components, paths } from "./schema.gen";
import { send } from "./send";

/** A shape of the API by its name: `Shape<"NeedCard">`. */
export type Shape<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** The API, typed by the server's own description: `http.GET("/api/me")`. Read its answers with `got`. */
export const http = createClient<paths>({ baseUrl: globalThis.location.origin, fetch: (request) => send(request) });

/** The body of an answer; whatever is no success was thrown as an ApiError before. */
export async function got<Body>(call: Promise<{ data?: Body }>): Promise<NonNullable<Body>> {
  return (await call).data as NonNullable<Body>;
}
