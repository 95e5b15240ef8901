import { APP_KEYS, COMPONENT_KEYS, CUSTOM_TAB_BAR, PAGE_KEYS } from "@everywhere/mini-spec";
import { asObject, type Json, parseJson, texts } from "./1-parse/json.ts";
import { checkConfig } from "./2-check/config.ts";
import { type Diagnostic, Notes } from "./diagnostics.ts";
import { type Files, join } from "./files.ts";
import type { Unit } from "./program.ts";
import { type Alias, resolve } from "./resolve.ts";

export interface Graph {
  readonly app: Json;
  readonly pages: readonly string[];
  readonly units: ReadonlyMap<string, Omit<Unit, "styles">>;
  readonly said: readonly Diagnostic[];
}

/** Reads app.json and, from it, every page's and component's configuration. */
export function readGraph(files: Files, alias: Alias): Graph {
  return new Reader(files, alias).read();
}

class Reader {
  private readonly units = new Map<string, Omit<Unit, "styles">>();
  private readonly said: Diagnostic[] = [];

  constructor(
    private readonly files: Files,
    private readonly alias: Alias,
  ) {}

  read(): Graph {
    const app = this.json("/app.json", APP_KEYS, true);
    const global = this.using("/app.json", app);
    const pages: string[] = [];
    for (const path of pagesOf(app)) {
      if (pages.includes(path)) this.note("/app.json").say("page_twice", 0, path);
      else pages.push(path);
    }
    const [tabs, bar] = this.tabBar(app);
    for (const page of pages) this.unit(page, "page", global, tabs.has(page) ? bar : {});
    return { app, pages, units: this.units, said: this.said };
  }

  /** Pages that carry the program's own tab bar, and what is used there for it. */
  private tabBar(app: Json): [Set<string>, Record<string, string>] {
    const { customize, items } = asObject(app["tabBar"]);
    if (customize !== true) return [new Set(), {}];
    const path = `/${CUSTOM_TAB_BAR}/index`;
    if (!this.files.has(`${path}.axml`))
      this.note("/app.json").say("file_missing", this.at("/app.json", "customize"), path);
    const tabs = (Array.isArray(items) ? items : []).map((one: unknown) => join("", String(asObject(one)["pagePath"])));
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
      const config = this.json(`${path}.json`, kind === "page" ? PAGE_KEYS : COMPONENT_KEYS, false);
      const using = { ...global, ...this.using(`${path}.json`, config), ...(path === first ? own : {}) };
      this.units.set(path, { path, kind, using, config });
      for (const component of Object.values(using)) waiting.push([component, "component"]);
    }
  }

  private using(file: string, config: Json): Record<string, string> {
    const found: Record<string, string> = {};
    const named = { ...asObject(config["usingComponents"]), ...genericDefaults(config) };
    for (const [tag, path] of Object.entries(named)) {
      if (typeof path !== "string") continue;
      const target = resolve(this.files, file, path, [".json", ".axml"], this.alias);
      if (target === undefined) this.note(file).say("module_missing", this.at(file, path), path);
      else found[tag] = target.replace(/\.(json|axml)$/, "");
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

function pagesOf(app: Json): string[] {
  const main = texts(app["pages"]).map((page) => join("", page));
  const packages = app["subPackages"] ?? app["subpackages"];
  const more = (Array.isArray(packages) ? packages : []).flatMap((one: unknown) => {
    const { root, pages } = asObject(one);
    return texts(pages).map((page) => join(typeof root === "string" ? `/${root}` : "", page));
  });
  const all = [...main, ...more];
  const entry = app["entryPagePath"];
  return typeof entry === "string" ? [join("", entry), ...all.filter((page) => page !== join("", entry))] : all;
}

function genericDefaults(config: Json): Record<string, unknown> {
  const generics = Object.entries(asObject(config["componentGenerics"]));
  return Object.fromEntries(generics.map(([tag, one]) => [tag, asObject(one)["default"]]));
}
