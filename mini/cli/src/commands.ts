import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { Compiler, written } from "@everywhere/mini-compiler";
import { compiled, saidOfAll } from "./compiling.ts";
import { filesBelow } from "./disk.ts";
import { outputOf, reportOf } from "./output.ts";
import { openProject } from "./project.ts";
import { templateNamed, templates } from "./templates.ts";

type Say = (line: string) => void;

const SOURCES = new Set([".axml", ".acss", ".sjs", ".js", ".ts", ".less", ".json"]);

/** Compiles, prints what is wrong and what a phone would do otherwise, and says whether it can run: 0 without an error, else 1. */
export async function check(folder: string, say: Say, { strict = true }: { strict?: boolean } = {}): Promise<number> {
  const project = openProject(folder);
  const program = await compiled(project, new Compiler());
  const { lines, errors } = reportOf(program, written, strict ? saidOfAll(project, program) : program.diagnostics);
  for (const line of lines) say(line);
  return errors === 0 ? 0 : 1;
}

/** Compiles into a folder: two scripts, the manifest, pictures and fonts. */
export async function build(folder: string, into: string, say: Say): Promise<number> {
  const project = openProject(folder);
  const program = await compiled(project, new Compiler());
  const { lines, errors } = reportOf(program, written);
  for (const line of lines) say(line);
  if (errors > 0) return 1;
  for (const [name, text] of Object.entries(outputOf(program))) put(join(into, name), text);
  for (const path of filesBelow(project.root)) {
    if (SOURCES.has(extname(path)) || join(project.root, path).startsWith(join(into, "/"))) continue;
    await mkdir(dirname(join(into, path)), { recursive: true });
    await copyFile(join(project.root, path), join(into, path));
  }
  say(`written to ${into}`);
  return 0;
}

/** Writes a program to begin with. Refuses a folder that has a file of it already. */
export function create(folder: string, say: Say, template = "todo"): number {
  const from = templateNamed(template);
  if (from === undefined) {
    say(`there is no template ${template}; there are ${templates().join(", ")}`);
    return 2;
  }
  const files = filesBelow(from);
  const taken = files.find((path) => existsSync(join(folder, path)));
  if (taken !== undefined) {
    say(`${join(folder, taken)} is there already; nothing was written`);
    return 1;
  }
  for (const path of files) put(join(folder, path), readFileSync(join(from, path), "utf8"), "wx");
  say(`a program is in ${folder}; next: ${toolName()} dev ${folder}`);
  return 0;
}

/** What people call this tool by. */
export function toolName(): string {
  return process.env["EVERYWHERE_MINI_NAME"] ?? "everywhere-mini";
}

function put(file: string, text: string, flag = "w"): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { flag });
}
