import { missingCalls } from "./2-check/view.ts";
import type { Files } from "./files.ts";
import { readGraph } from "./graph.ts";
import type { Program, Unit } from "./program.ts";
import type { Alias } from "./resolve.ts";
import { ScriptCompiler } from "./scripts.ts";
import { StyleCompiler } from "./styles.ts";
import { ViewCompiler } from "./views.ts";

export interface Options {
  /** `compileOptions.resolveAlias` of mini.project.json. */
  readonly alias?: Alias;
}

/**
 * Compiles programs, remembering what it made of each file: another run after a change takes only what changed.
 * It never throws on what the files hold; see `diagnostics`.
 */
export class Compiler {
  private readonly views = new ViewCompiler();
  private readonly scripts = new ScriptCompiler();
  private readonly styles = new StyleCompiler();

  async compile(files: Files, { alias = {} }: Options = {}): Promise<Program> {
    const graph = readGraph(files, alias);
    const views = await this.views.compile(graph.units.values(), graph.links);
    const entries = ["/app", ...graph.units.keys()].flatMap((path) => scriptOf(path, files));
    const scripts = await this.scripts.compile(entries, graph.links, views.usage);
    const styles = await this.styles.compile(graph);
    const units: Record<string, Unit> = {};
    for (const [path, unit] of graph.units) {
      const scope = styles.scopes.get(path);
      units[path] = { ...unit, styles: styles.ofPage.get(path) ?? [], ...(scope !== undefined && { scope }) };
    }
    const { components, events, calls } = views.usage;
    const part = (root: string) => ({
      root,
      logic: scripts.code.get(root) ?? "",
      view: (views.code.get(root) ?? "") + (styles.code.get(root) ?? ""),
    });
    const { roots } = graph.links.packages;
    const { logic, view } = part("");
    return {
      manifest: { app: graph.app, pages: graph.pages, packages: roots, needs: graph.needs, units },
      logic,
      view,
      subpackages: roots.map(part),
      maps: scripts.maps,
      diagnostics: [...graph.said, ...views.said, ...scripts.said, ...styles.said],
      sources: [...new Set([...views.sources, ...scripts.sources, ...styles.sources])],
      usage: {
        components: [...components].sort(),
        events: [...events].sort(),
        calls: [...calls].sort(),
        missingCalls: missingCalls(views.usage),
      },
    };
  }
}

function scriptOf(path: string, files: Files): string[] {
  return [".js", ".ts"]
    .map((ending) => path + ending)
    .filter((one) => files.has(one))
    .slice(0, 1);
}
