import { parseLess } from "./1-parse/less.ts";
import { CLOSED, emitStyle, type Reach, type Style } from "./3-emit/style.ts";
import { type Diagnostic, Notes } from "./diagnostics.ts";
import type { Graph } from "./graph.ts";
import { Memo } from "./memo.ts";
import type { Links } from "./packages.ts";

export interface Styles {
  /** By package. */
  readonly code: ReadonlyMap<string, string>;
  /** Page → its styles in order. */
  readonly ofPage: ReadonlyMap<string, readonly string[]>;
  /** Component → the mark of its elements, where its styles are its own. */
  readonly scopes: ReadonlyMap<string, string>;
  readonly said: readonly Diagnostic[];
  readonly sources: readonly string[];
}

type Emitted = Style & { readonly said: readonly Diagnostic[] };

interface Run {
  readonly links: Links;
  readonly done: Map<string, Emitted>;
  readonly order: Map<string, readonly string[]>;
  readonly said: Diagnostic[];
  readonly reach: Reach;
}

const ENDINGS = [".acss", ".less", ".css"];

/** Compiles styles file by file; a page's list holds the app's, then its components', then its own, imports before who imports them. */
export class StyleCompiler {
  private readonly emitted = new Memo<Promise<Emitted>>();

  async compile(graph: Graph): Promise<Styles> {
    const { links } = graph;
    const said: Diagnostic[] = [];
    const done = new Map<string, Emitted>();
    const order = new Map<string, readonly string[]>();
    const scopes = scopesOf(graph);
    const sparesClosed = [...scopes.values()].some((one) => one.endsWith(CLOSED));
    const ofUnit = async (path: string): Promise<readonly string[]> => {
      const file = ENDINGS.map((ending) => path + ending).find((one) => links.files.has(one));
      const run = { links, done, order, said, reach: { scope: scopes.get(path), sparesClosed } };
      return file === undefined ? [] : this.withImports(file, run);
    };
    const app = await ofUnit("/app");
    const ofPage = new Map<string, readonly string[]>();
    for (const page of graph.pages) {
      const list = new Set(app);
      for (const unit of componentsOf(page, graph)) for (const one of await ofUnit(unit)) list.add(one);
      for (const one of await ofUnit(page)) list.add(one);
      ofPage.set(page, [...list]);
    }
    this.emitted.turn();
    const code = [...done].map(([path, one]): [string, string] => [
      path,
      `__css(${JSON.stringify(path)}, ${JSON.stringify(one.css)}, ${JSON.stringify(one.fonts)});\n`,
    ]);
    return {
      code: links.packages.cut(code),
      ofPage,
      scopes,
      said,
      sources: [...new Set([...done.keys()].map((sheet) => sheet.replace(/#.*$/, "")))],
    };
  }

  private async withImports(path: string, run: Run): Promise<readonly string[]> {
    const { links, done, order, said, reach } = run;
    // A file that a component has for itself is another sheet than the same file seen by all.
    const sheet = reach.scope === undefined ? path : `${path}#${reach.scope}`;
    const known = order.get(sheet);
    if (known) return known;
    // Set before going on, so that a circle ends.
    order.set(sheet, [sheet]);
    const source = links.files.read(path) ?? "";
    const one = await this.emit(path, source, run);
    done.set(sheet, one);
    said.push(...one.said);
    const list = new Set<string>();
    for (const name of one.imports) {
      const target = links.find(path, name.replace(/^~/, ""), ENDINGS, said);
      if (target !== undefined) for (const each of await this.withImports(target, run)) list.add(each);
    }
    list.add(sheet);
    order.set(sheet, [...list]);
    return [...list];
  }

  private emit(path: string, source: string, { links, reach }: Run): Promise<Emitted> {
    const make = async () => {
      const notes = new Notes(path, source);
      const acss = path.endsWith(".less") ? await parseLess(path, source, links.files, links.alias, notes) : source;
      return { ...emitStyle(path, acss, notes, reach), said: notes.said };
    };
    // What Less imports is not followed here, so a .less is made anew in every run.
    return path.endsWith(".less")
      ? make()
      : this.emitted.get(`${path}#${reach.scope ?? reach.sparesClosed}`, source, make);
  }
}

/** `apply-shared`: the component's rules are for itself. `isolated`: others' rules are not for it either. */
function scopesOf(graph: Graph): Map<string, string> {
  const found = new Map<string, string>();
  for (const { path, kind, config } of graph.units.values()) {
    const isolation = kind === "component" ? config["styleIsolation"] : undefined;
    if (isolation === "apply-shared" || isolation === "isolated")
      found.set(path, `s${found.size}${isolation === "isolated" ? CLOSED : ""}`);
  }
  return found;
}

/** A page's components, those deeper in before those that use them. */
function componentsOf(page: string, graph: Graph): string[] {
  const found = new Set<string>();
  const open = new Set<string>();
  const visit = (path: string) => {
    if (open.has(path)) return;
    open.add(path);
    for (const component of Object.values(graph.units.get(path)?.using ?? {})) visit(component);
    if (path !== page) found.add(path);
  };
  visit(page);
  return [...found];
}
