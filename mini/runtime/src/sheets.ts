import type { Registry } from "./registry.ts";

const made = new WeakMap<Registry, Map<string, CSSStyleSheet>>();
const base: CSSStyleSheet[] = [];

/** The style of our own elements, before every other. */
export function setBaseStyle(css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  base.splice(0, 1, sheet);
}

/** One sheet for each file, shared by all pages that see it. */
export function sheetsOf(paths: readonly string[], registry: Registry): CSSStyleSheet[] {
  const known = made.get(registry) ?? new Map<string, CSSStyleSheet>();
  made.set(registry, known);
  const own = paths.map((path) => {
    const sheet = known.get(path) ?? sheetOf(registry.styles.get(path) ?? "");
    known.set(path, sheet);
    return sheet;
  });
  return [...base, ...own];
}

function sheetOf(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}
