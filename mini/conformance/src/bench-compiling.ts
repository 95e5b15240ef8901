import { Compiler, type Files, type Program } from "@everywhere/mini-compiler";
import { type LIBRARIES, library } from "./libraries.ts";

export { LIBRARIES } from "./libraries.ts";

/** How a whole library compiles: from nothing, and after one change. */
export interface Compiled {
  readonly version: string;
  readonly files: number;
  readonly accepted: number;
  readonly cold_ms: number;
  readonly change_ms: number;
}

export async function compiling(name: (typeof LIBRARIES)[number]): Promise<Compiled> {
  const { sources, files, version } = library(name, { whole: true });
  const compiler = new Compiler();
  const cold = await timed(() => compiler.compile(files));
  const of = (ending: string) => sources.filter((path) => path.endsWith(ending));
  const changes = [...of(".axml").slice(0, 2), ...of(".js").slice(0, 2), ...of(".acss").slice(0, 1)];
  const warm: number[] = [];
  for (const path of changes) warm.push((await timed(() => compiler.compile(changed(files, path)))).ms);
  const errors = new Set(cold.made.diagnostics.filter((one) => one.severity === "error").map((one) => one.file));
  const accepted = sources.filter((path) => cold.made.sources.includes(path) && !errors.has(path)).length;
  return { version, files: sources.length, accepted, cold_ms: cold.ms, change_ms: median(warm) };
}

async function timed(make: () => Promise<Program>): Promise<{ made: Program; ms: number }> {
  const before = performance.now();
  const made = await make();
  return { made, ms: performance.now() - before };
}

function changed(files: Files, path: string): Files {
  const mark = path.endsWith(".axml") ? "<!-- changed -->" : "/* changed */";
  return {
    has: (one) => files.has(one),
    read: (one) => (one === path ? `${files.read(one) ?? ""}\n${mark}` : files.read(one)),
  };
}

function median(list: readonly number[]): number {
  return list.toSorted((one, other) => one - other)[list.length >> 1] ?? 0;
}
