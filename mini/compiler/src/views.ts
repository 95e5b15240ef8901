import { parseAxml } from "./1-parse/axml.ts";
import type { Node } from "./1-parse/tree.ts";
import { checkSjs } from "./2-check/sjs.ts";
import { checkView, emptyUsage, type Usage } from "./2-check/view.ts";
import { emitScript, moduleOf } from "./3-emit/script.ts";
import { emitView, type View } from "./3-emit/view.ts";
import { type Diagnostic, Notes } from "./diagnostics.ts";
import { Memo } from "./memo.ts";
import type { Links } from "./packages.ts";
import type { Unit } from "./program.ts";
import { resolve } from "./resolve.ts";

interface Parsed {
  readonly nodes: readonly Node[];
  readonly said: readonly Diagnostic[];
}

interface Emitted {
  readonly view: View;
  readonly usage: Usage;
  readonly said: readonly Diagnostic[];
}

interface Sjs {
  readonly code: string;
  readonly requires: readonly string[];
  readonly said: readonly Diagnostic[];
}

export interface Views {
  /** By package. */
  readonly code: ReadonlyMap<string, string>;
  readonly said: readonly Diagnostic[];
  readonly usage: Usage;
  readonly sources: readonly string[];
}

/** Compiles all .axml that units draw, with what they import and include, and the .sjs behind them. */
export class ViewCompiler {
  private readonly parsed = new Memo<Parsed>();
  private readonly emitted = new Memo<Emitted>();
  private readonly scripts = new Memo<Promise<Sjs>>();

  async compile(units: Iterable<Omit<Unit, "styles">>, links: Links): Promise<Views> {
    const { files } = links;
    const using = this.reach(units, links);
    const lines: [string, string][] = [];
    const said: Diagnostic[] = [];
    const usage = emptyUsage();
    const sjs = new Set<string>();
    for (const [path, tags] of using) {
      const one = this.emit(path, files.read(path) ?? "", tags);
      const parsed = this.parse(path, files.read(path) ?? "");
      said.push(...parsed.said, ...one.said);
      for (const kind of ["components", "events"] as const) for (const name of one.usage[kind]) usage[kind].add(name);
      const linked = link(path, one.view, links, said);
      for (const target of linked.sjs) sjs.add(target);
      const head = `__view(${JSON.stringify(path)}, ${JSON.stringify(linked.found)}, function (r, F) {`;
      lines.push([path, `${head}\n${one.view.code}\n});\n`]);
    }
    const scripts = await this.compileSjs(sjs, links, said);
    this.parsed.turn();
    this.emitted.turn();
    this.scripts.turn();
    const code = links.packages.cut([...scripts.lines, ...lines]);
    return { code, said, usage, sources: [...using.keys(), ...scripts.sources] };
  }

  /** Every view, and the tags that are components there: a file that several import knows the tags of all of them. */
  private reach(units: Iterable<Omit<Unit, "styles">>, { files, alias, packages }: Links): Map<string, Set<string>> {
    const using = new Map<string, Set<string>>();
    const waiting: [string, Iterable<string>][] = [];
    for (const unit of units) waiting.push([`${unit.path}.axml`, Object.keys(unit.using)]);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [path, tags] = next;
      const source = files.read(path);
      if (source === undefined) continue;
      const known = using.get(path);
      const all = known ?? new Set<string>();
      const before = all.size;
      for (const tag of tags) all.add(tag);
      using.set(path, all);
      if (known && all.size === before) continue;
      for (const target of importsOf(this.parse(path, source).nodes)) {
        const found = resolve(files, path, target, [".axml"], alias);
        if (found !== undefined && packages.mayUse(path, found)) waiting.push([found, all]);
      }
    }
    return using;
  }

  private parse(path: string, source: string): Parsed {
    return this.parsed.get(path, source, () => {
      const notes = new Notes(path, source);
      return { nodes: parseAxml(source, notes), said: notes.said };
    });
  }

  private emit(path: string, source: string, tags: ReadonlySet<string>): Emitted {
    return this.emitted.get(path, `${[...tags].sort().join()}\n${source}`, () => {
      const { nodes } = this.parse(path, source);
      const notes = new Notes(path, source);
      const usage = emptyUsage();
      checkView(nodes, tags, usage, notes);
      return { view: emitView(nodes, tags, notes), usage, said: notes.said };
    });
  }

  private async compileSjs(
    first: Iterable<string>,
    links: Links,
    said: Diagnostic[],
  ): Promise<{ lines: [string, string][]; sources: string[] }> {
    const lines: [string, string][] = [];
    const seen = new Set<string>(first);
    // A set that grows while it is walked: what is found is walked too.
    for (const path of seen) {
      const source = links.files.read(path) ?? "";
      const one = await this.scripts.get(path, source, () => sjsOf(path, source));
      said.push(...one.said);
      const found: Record<string, string> = {};
      for (const name of one.requires) {
        const target = links.find(path, name, [".sjs"], said, { alias: {} });
        if (target === undefined) continue;
        found[name] = target;
        seen.add(target);
      }
      lines.push([path, moduleOf("__sjs", path, found, one.code)]);
    }
    return { lines, sources: [...seen] };
  }
}

async function sjsOf(path: string, source: string): Promise<Sjs> {
  const notes = new Notes(path, source);
  checkSjs(source, notes);
  const script = await emitScript(path, source, notes);
  return { code: script.code, requires: script.requires, said: notes.said };
}

function link(
  path: string,
  view: View,
  links: Links,
  said: Diagnostic[],
): { found: Record<string, string>; sjs: string[] } {
  const found: Record<string, string> = {};
  const sjs: string[] = [];
  for (const name of [...view.links.imports, ...view.links.includes, ...view.links.sjs]) {
    const isSjs = view.links.sjs.includes(name);
    const target = links.find(path, name, [isSjs ? ".sjs" : ".axml"], said);
    if (target === undefined) continue;
    found[name] = target;
    if (isSjs) sjs.push(target);
  }
  return { found, sjs };
}

function importsOf(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind !== "element") return [];
    const src =
      node.name === "import" || node.name === "include" ? node.attributes.find((one) => one.name === "src") : undefined;
    const [only] = src?.value ?? [];
    return [...(only && "text" in only ? [only.text] : []), ...importsOf(node.children)];
  });
}
