export type Query = Readonly<Record<string, string>>;

/** Takes an address of a page apart as phones do: at its first `?`; what follows is the query's, also a `#` or another `?`. */
export function addressParts(url: string): { path: string; query: Query } {
  const at = url.indexOf("?");
  if (at === -1) return { path: url, query: {} };
  const pairs = url
    .slice(at + 1)
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals === -1 ? [decoded(pair), ""] : [decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))];
    });
  return { path: url.slice(0, at), query: Object.fromEntries(pairs) as Query };
}

/** A text that is encoded badly, or not at all, means itself. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
