import type { PageOnStack } from "@everywhere/mini-host";

/** Where in the browser's history a page of a program is: how many lie below it, counted from where the program was opened. */
export interface Deep {
  depth: number;
  /** Who opened the program, for all its pages. */
  extra?: Referrer;
}

/** What a program is told of the one that opened it, or that was gone back from. */
export interface Referrer {
  appId: string;
  extraData: unknown;
}

/** The address of what a program shares: a page of its own, whatever it says; the page that is shown where it says none. */
export function sharedAddress(appId: string, path: string, shown: string): string {
  const url = new URL(`/a/${appId}/${path.replace(/^\/+/, "")}`, location.origin);
  const isOwn = path !== "" && url.pathname.startsWith(`/a/${appId}/`);
  return isOwn ? url.href : new URL(shown, location.origin).href;
}

/**
 * With what a program begins: the page and the query of its address; or, where the address names no page, those of its `page` and
 * `query`, as links to Alipay's programs have them.
 */
export function startOf(appId: string, pathname: string, search: string): Pick<PageOnStack, "path" | "query"> {
  const said = new URLSearchParams(search);
  const path = decoded(pathname).slice(`/a/${appId}`.length).replace(/^\//, "");
  const page = said.get("page");
  if (path !== "" || page === null) return { path, query: Object.fromEntries(said) };
  const [named = "", own = ""] = page.split("?", 2);
  const query = Object.fromEntries([...new URLSearchParams(own), ...new URLSearchParams(said.get("query") ?? "")]);
  return { path: named.replace(/^\/+/, ""), query };
}

function decoded(pathname: string): string {
  try {
    return decodeURI(pathname);
  } catch {
    return pathname;
  }
}

/** The address of a page in the app: `/a/<app>/<page>?<query>`. */
export function addressOf(appId: string, { path, query }: Pick<PageOnStack, "path" | "query">): string {
  const said = new URLSearchParams(query).toString();
  return `/a/${appId}${path.startsWith("/") ? path : `/${path}`}${said === "" ? "" : `?${said}`}`;
}

/** The way from what the browser shows to what the program shows. */
export type Step =
  | { readonly kind: "stay" }
  | { readonly kind: "push" | "replace"; readonly to: string; readonly depth: number }
  | { readonly kind: "back"; readonly by: number };

/** What has to happen in the history when the program's pages have changed. */
export function stepOf(appId: string, stack: readonly PageOnStack[], shown: { address: string; depth: number }): Step {
  const top = stack.at(-1);
  if (top === undefined) return { kind: "stay" };
  const depth = stack.length - 1;
  const to = addressOf(appId, top);
  if (depth < shown.depth) return { kind: "back", by: shown.depth - depth };
  if (depth > shown.depth) return { kind: "push", to, depth: shown.depth + 1 };
  return to === shown.address ? { kind: "stay" } : { kind: "replace", to, depth };
}
