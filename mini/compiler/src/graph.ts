import { APP_KEYS, COMPONENT_KEYS, CUSTOM_TAB_BAR, PAGE_KEYS } from "@everywhere/mini-spec";
import { asObject, type Json, parseJson, texts } from "./1-parse/json.ts";
import { checkConfig } from "./2-check/config.ts";
import { type Diagnostic, Notes } from "./diagnostics.ts";
import { type Files, join } from "./files.ts";
import { Links, Packages, type Subpackage, subpackagesOf } from "./packages.ts";
import type { Unit } from "./program.ts";
import type { Alias } from "./resolve.ts";

export interface Graph {
  readonly app: Json;
  readonly pages: readonly string[];
  readonly subpackages: readonly Subpackage[];
  /** Pages that show components of other subpackages → these. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  readonly units: ReadonlyMap<string, Omit<Unit, "styles">>;
  readonly links: Links;
  readonly said: readonly Diagnostic[];
}

/** Reads app.json and, from it, every page's and component's configuration. */
export function readGraph(files: Files, alias: Alias): Graph {
  return new Reader(files, alias).read();
}

class Reader {
  private readonly units = new Map<string, Omit<Unit, "styles">>();
  private readonly said: Diagnostic[] = [];
  private links: Links;

  constructor(
    private readonly files: Files,
    private readonly alias: Alias,
  ) {
    this.links = new Links(files, alias, new Packages([]));
  }

  read(): Graph {
    const app = this.json("/app.json", APP_KEYS, true);
    const subpackages = subpackagesOf(app);
    this.links = new Links(this.files, this.alias, new Packages(subpackages.map(({ root }) => root)));
    const global = this.using("/app.json", app);
    const pages: string[] = [];
    for (const path of pagesOf(app, subpackages)) {
      if (pages.includes(path)) this.note("/app.json").say("page_twice", 0, path);
      else pages.push(path);
    }
    const [tabs, bar] = this.tabBar(app);
    for (const page of pages) this.unit(page, "page", global, tabs.has(page) ? bar : {});
    const { units, links, said } = this;
    return { app, pages, subpackages, needs: this.needs(pages), units, links, said };
  }

  /** Pages that carry the program's own tab bar, and what is used there for it. */
  private tabBar(app: Json): [Set<string>, Record<string, string>] {
    const { customize, items } = asObject(app["tabBar"]);
    const tabs = (Array.isArray(items) ? items : []).map((one: unknown) => join("", String(asObject(one)["pagePath"])));
    for (const tab of tabs.filter((one) => this.links.packages.of(one) !== ""))
      this.note("/app.json").say("package_tab", this.at("/app.json", tab.slice(1)), tab);
    if (customize !== true) return [new Set(), {}];
    const path = `/${CUSTOM_TAB_BAR}/index`;
    if (!this.files.has(`${path}.axml`))
      this.note("/app.json").say("file_missing", this.at("/app.json", "customize"), path);
    return [new Set(tabs), { [CUSTOM_TAB_BAR]: path }];
  }

  private unit(
    first: string,
    firstKind: Unit["kind"],
    global: Readonly<Record<string, string>>,
    own: Readonly<Record<string, string>>,
  ): void {
    const waiting: [string, Unit["kind"]][] = [[first, firstKind]];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [path, kind] = next;
      if (this.units.has(path)) continue;
      if (kind === "page" && ![".axml", ".js", ".ts"].some((ending) => this.files.has(path + ending)))
        this.note("/app.json").say("page_missing", this.at("/app.json", path.slice(1)), path);
      const config = this.json(`${path}.json`, kind === "page" ? PAGE_KEYS : COMPONENT_KEYS, false);
      const using = { ...global, ...this.using(`${path}.json`, config), ...(path === first ? own : {}) };
      this.units.set(path, { path, kind, using, config });
      for (const component of Object.values(using)) waiting.push([component, "component"]);
    }
  }

  private needs(pages: readonly string[]): Record<string, readonly string[]> {
    const { packages } = this.links;
    if (packages.roots.length === 0) return {};
    const ofPage = (page: string) => {
      // A set that grows while it is walked.
      const shown = new Set([page]);
      for (const path of shown) for (const one of Object.values(this.units.get(path)?.using ?? {})) shown.add(one);
      return [...new Set([...shown].map((path) => packages.of(path)))].filter(
        (root) => root !== "" && root !== packages.of(page),
      );
    };
    return Object.fromEntries(
      pages.map((page) => [page, ofPage(page)] as const).filter(([, roots]) => roots.length > 0),
    );
  }

  private using(file: string, config: Json): Record<string, string> {
    const found: Record<string, string> = {};
    const named = { ...asObject(config["usingComponents"]), ...genericDefaults(config) };
    const placeholders = asObject(config["componentPlaceholder"]);
    for (const [tag, path] of Object.entries(named)) {
      if (typeof path !== "string") continue;
      // What has a placeholder may come from another subpackage: pages that show it fetch that one too.
      const target = this.links.find(file, path, [".json", ".axml"], this.said, { isApart: tag in placeholders });
      if (target !== undefined) found[tag] = target.replace(/\.(json|axml)$/, "");
    }
    return found;
  }

  private json(path: string, keys: typeof APP_KEYS, isNeeded: boolean): Json {
    const source = this.files.read(path);
    const notes = this.note(path);
    if (source === undefined) {
      if (isNeeded) notes.say("file_missing", 0, path);
      return {};
    }
    const config = parseJson(source, notes);
    checkConfig(config, keys, source, notes);
    return config;
  }

  private at(file: string, word: string): number {
    return Math.max(0, (this.files.read(file) ?? "").indexOf(word));
  }

  private note(file: string): Notes {
    return new Notes(file, this.files.read(file) ?? "", this.said);
  }
}

function pagesOf(app: Json, subpackages: readonly Subpackage[]): string[] {
  const main = texts(app["pages"]).map((page) => join("", page));
  const all = [...main, ...subpackages.flatMap(({ pages }) => pages)];
  const entry = app["entryPagePath"];
  return typeof entry === "string" ? [join("", entry), ...all.filter((page) => page !== join("", entry))] : all;
}

function genericDefaults(config: Json): Record<string, unknown> {
  const generics = Object.entries(asObject(config["componentGenerics"]));
  return Object.fromEntries(generics.map(([tag, one]) => [tag, asObject(one)["default"]]));
}
