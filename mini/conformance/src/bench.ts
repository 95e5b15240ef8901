import { Compiler, type Files, type Program } from "@everywhere/mini-compiler";
import { LIBRARIES, library } from "./libraries.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

/** One row for each library: what was read, what was said, and how long it took, first and after one change. */
async function main(): Promise<void> {
  say("| library | components | .axml | .acss | .sjs | .js | accepted | warnings | cold ms | one change ms |");
  say("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
  for (const name of LIBRARIES) {
    const { components, sources, files, version } = library(name, { whole: true });
    const compiler = new Compiler();
    const cold = await timed(() => compiler.compile(files));
    const of = (ending: string) => sources.filter((path) => path.endsWith(ending));
    const changes = [...of(".axml").slice(0, 2), ...of(".js").slice(0, 2), ...of(".acss").slice(0, 1)];
    const warm: number[] = [];
    for (const path of changes) warm.push((await timed(() => compiler.compile(changed(files, path)))).ms);
    const errors = new Set(cold.made.diagnostics.filter((one) => one.severity === "error").map((one) => one.file));
    const warnings =
      cold.made.diagnostics.length - cold.made.diagnostics.filter((one) => one.severity === "error").length;
    const accepted = `${sources.filter((path) => cold.made.sources.includes(path) && !errors.has(path)).length} of ${sources.length}`;
    const kinds = [".axml", ".acss", ".sjs", ".js"].map((ending) => of(ending).length);
    say(
      `| ${[`${name} ${version}`, components.length, ...kinds, accepted, warnings, Math.round(cold.ms), Math.round(median(warm))].join(" | ")} |`,
    );
  }
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

await main();
