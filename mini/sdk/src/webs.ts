/** What is said of web pages that stand over a program's own. Between frame and host each has a number. */
export interface WebsShown {
  /** Of the page on top; null where that has none. */
  readonly seen: number | null;
  readonly all: readonly { readonly key: number; readonly src: string }[];
}

/** What a web page may ask of the program around it. */
export const WEB_CALLS = ["navigateTo", "redirectTo", "switchTab", "reLaunch", "navigateBack"] as const;

export type WebCall = (typeof WEB_CALLS)[number];

/** From a web page: something for the program, or a call that waits for an answer. */
export type FromWeb =
  { readonly say: unknown } | { readonly i: number; readonly call: WebCall; readonly options: unknown };

/** To a web page: something from the program, or how a call ended. */
export type ToWeb = { readonly say: unknown } | { readonly i: number; readonly failed: unknown };

/** From the page that holds a web page, which is ours. */
export type FromHolder = { readonly web: unknown } | { readonly loaded: string } | { readonly refused: string };

/** To it: what to show at first, with the origins that may speak; then what goes on to the web page. */
export type ToHolder = { readonly src: string; readonly origins: readonly string[] } | { readonly web: ToWeb };

/** By these words a page is known to wait for its port. */
export const HOLDER_READY = "mini-web-ready";
export const PAGE_READY = "mini-web-page";

/** What a web page sent, where it is something that one may send. */
export function fromWeb(given: unknown): FromWeb | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  if ("say" in given) return { say: given.say };
  if (!("i" in given && "call" in given && typeof given.i === "number")) return undefined;
  const call = WEB_CALLS.find((name) => name === given.call);
  return call && { i: given.i, call, options: "options" in given ? given.options : {} };
}
