import { checkStrict, type Compiler, type Diagnostic, type Program } from "@everywhere/mini-compiler";
import type { Project } from "./project.ts";

export function compiled(project: Project, compiler: Compiler): Promise<Program> {
  return compiler.compile(project.files, { alias: project.alias });
}

/** What the compiler said, and what the strict mode says of the program's own files; those of packages are others'. */
export function saidOfAll(project: Project, program: Program): readonly Diagnostic[] {
  const own = program.sources.filter((path) => !path.startsWith("/node_modules/"));
  return [...program.diagnostics, ...own.flatMap((path) => checkStrict(path, project.files.read(path) ?? ""))];
}
