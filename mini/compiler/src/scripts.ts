import { checkCalls, type Usage } from "./2-check/view.ts";
import { emitScript, moduleOf, type Script } from "./3-emit/script.ts";
import { type Diagnostic, Notes } from "./diagnostics.ts";
import { Memo } from "./memo.ts";
import type { Links } from "./packages.ts";

export interface Scripts {
  /** By package. */
  readonly code: ReadonlyMap<string, string>;
  readonly maps: ReadonlyMap<string, string>;
  readonly said: readonly Diagnostic[];
  readonly sources: readonly string[];
}

type Emitted = Script & { readonly said: readonly Diagnostic[] };

const ENDINGS = [".js", ".ts", ".json"];

/** Compiles the scripts of app, pages and components with all that they require, each file by itself. */
export class ScriptCompiler {
  private readonly emitted = new Memo<Promise<Emitted>>();

  async compile(entries: readonly string[], links: Links, usage: Usage): Promise<Scripts> {
    const seen = new Set(entries);
    const lines: [string, string][] = [];
    const maps = new Map<string, string>();
    const said: Diagnostic[] = [];
    // Wave by wave: all files that are known are compiled at the same time.
    for (let wave = [...seen]; wave.length > 0;) {
      const done = await Promise.all(wave.map((path) => this.emit(path, links.files.read(path) ?? "")));
      const next: string[] = [];
      done.forEach((one, at) => {
        const path = wave[at] ?? "";
        said.push(...one.said);
        maps.set(path, one.map);
        checkCalls(one.code, usage);
        const found = this.link(path, one, links, said);
        lines.push([path, moduleOf("__def", path, found, one.code)]);
        for (const target of Object.values(found)) {
          if (!seen.has(target)) next.push(target);
          seen.add(target);
        }
      });
      wave = next;
    }
    this.emitted.turn();
    return { code: links.packages.cut(lines), maps, said, sources: [...seen] };
  }

  private emit(path: string, source: string): Promise<Emitted> {
    return this.emitted.get(path, source, async () => {
      const notes = new Notes(path, source);
      return { ...(await emitScript(path, source, notes)), said: notes.said };
    });
  }

  private link(path: string, one: Script, links: Links, said: Diagnostic[]): Record<string, string> {
    const found: Record<string, string> = {};
    for (const name of one.requires) {
      const target = links.find(path, name, ENDINGS, said);
      if (target !== undefined) found[name] = target;
    }
    return found;
  }
}
