import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Consent = Shape<"ConsentWire">;
export type Session = Shape<"SessionWire">;
export type Passkey = Shape<"PasskeyWire">;

/** The wording of the consents below; a change of what is asked raises it. */
export const WORDING_VERSION = 1;

export const consentsQuery = queryOptions({
  queryKey: ["consents"],
  queryFn: () => got(http.GET("/api/me/consents")),
});

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: () => got(http.GET("/api/me/sessions")),
});

export const passkeysQuery = queryOptions({
  queryKey: ["passkeys"],
  queryFn: () => got(http.GET("/api/me/passkeys")),
});

export const erasureQuery = queryOptions({
  queryKey: ["erasure"],
  queryFn: () => got(http.GET("/api/me/erase")),
  // Deals and money move while one thinks about it.
  staleTime: 0,
});

/** Everybody whom I blocked. */
export const blockedQuery = infiniteQueryOptions({
  queryKey: ["blocks", "all"],
  queryFn: ({ pageParam }) => got(http.GET("/api/me/blocks", { params: { query: { limit: 50, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

/** Everything about me, as the file that the server makes of it. */
export async function exported(): Promise<Blob> {
  return got(http.GET("/api/me/export", { parseAs: "blob" }) as Promise<{ data?: Blob }>);
}

/** Hands a file to the browser to keep. */
export function keepFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const DEVICES = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Android", /Android/],
  ["Mac", /Macintosh/],
  ["Windows", /Windows/],
  ["Linux", /Linux/],
] as const;
const BROWSERS = [
  ["Edge", /Edg/],
  ["WeChat", /MicroMessenger/],
  ["Firefox", /Firefox|FxiOS/],
  ["Chrome", /Chrome|CriOS/],
  ["Safari", /Safari/],
] as const;

/** What a device is called, from what its browser says of itself; as it is where we know neither. */
export function deviceOf(userAgent: string): string {
  const named = [DEVICES, BROWSERS].map((known) => known.find(([, isIt]) => isIt.test(userAgent))?.[0]);
  const found = named.filter((name) => name !== undefined);
  return found.length > 0 ? found.join(" · ") : userAgent.slice(0, 60);
}
