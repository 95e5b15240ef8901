import { type Files, folderOf, join } from "./files.ts";

export type Alias = Readonly<Record<string, string>>;

const CONDITIONS = new Set(["module", "import", "require", "default"]);

/**
 * Finds what a path in a source file means: relative, from the root with `/`, an alias, or a package.
 * `endings` are tried in order after the path itself; undefined when nothing is there.
 */
export function resolve(
  files: Files,
  from: string,
  path: string,
  endings: readonly string[],
  alias: Alias = {},
): string | undefined {
  if (path.startsWith("/")) return existing(files, join("", path), endings);
  if (path.startsWith(".")) return existing(files, join(folderOf(from), path), endings);
  const aliased = throughAlias(path, alias);
  if (aliased !== undefined) return existing(files, join("", aliased), endings);
  return (
    inPackages(files, folderOf(from), path, endings) ??
    // Components and styles are often named without the leading dot.
    existing(files, join(folderOf(from), path), endings) ??
    existing(files, join("", path), endings)
  );
}

function existing(files: Files, base: string, endings: readonly string[]): string | undefined {
  for (const ending of ["", ...endings]) if (files.has(base + ending)) return base + ending;
  const own = packageEntry(files, base);
  if (own !== undefined && endings.includes(".js")) {
    const entry = join(base, own);
    for (const ending of ["", ...endings]) if (files.has(entry + ending)) return entry + ending;
  }
  for (const ending of endings) if (files.has(`${base}/index${ending}`)) return `${base}/index${ending}`;
  return undefined;
}

function throughAlias(path: string, alias: Alias): string | undefined {
  for (const [name, target] of Object.entries(alias)) {
    const head = name.replace(/\*$/, "");
    const isUnder = path.startsWith(head) && (head.endsWith("/") || name.endsWith("*") || path[head.length] === "/");
    if (path === name || isUnder) {
      const folder = target.replace(/\*$/, "");
      return `${folder}${head.endsWith("/") && !folder.endsWith("/") ? "/" : ""}${path.slice(head.length)}`;
    }
  }
  return undefined;
}

function inPackages(files: Files, folder: string, path: string, endings: readonly string[]): string | undefined {
  const [, name = path, rest] = /^(@[^/]+\/[^/]+|[^/]+)(?:\/(.*))?$/.exec(path) ?? [];
  for (let at = folder; ; at = folderOf(at)) {
    const base = `${at}/node_modules/${name}`;
    const exported = exportOf(files, base, rest === undefined ? "." : `./${rest}`);
    const found = existing(files, exported ?? (rest === undefined ? base : join(base, rest)), endings);
    if (found !== undefined) return found;
    if (at === "") return undefined;
  }
}

function manifest(files: Files, base: string): Record<string, unknown> | undefined {
  try {
    const text = files.read(`${base}/package.json`);
    const found: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function packageEntry(files: Files, base: string): string | undefined {
  const found = manifest(files, base);
  const entry = found?.["module"] ?? found?.["main"];
  return typeof entry === "string" ? entry : undefined;
}

function exportOf(files: Files, base: string, wanted: string): string | undefined {
  const map = manifest(files, base)?.["exports"];
  if (typeof map !== "object" || map === null)
    return typeof map === "string" && wanted === "." ? join(base, map) : undefined;
  const table = map as Record<string, unknown>;
  const target = conditional(
    Object.keys(table).some((key) => key.startsWith(".")) ? table[wanted] : wanted === "." ? table : undefined,
  );
  return target === undefined ? undefined : join(base, target);
}

function conditional(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [condition, target] of Object.entries(value)) {
    const found = CONDITIONS.has(condition) ? conditional(target) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
