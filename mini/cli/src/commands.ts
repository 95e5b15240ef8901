import { mkdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { Compiler, type Program, written } from "@everywhere/mini-compiler";
import { filesBelow } from "./disk.ts";
import { outputOf, reportOf } from "./output.ts";
import { PAGE } from "./page.ts";
import { openProject, type Project } from "./project.ts";
import { type Served, serve } from "./serve.ts";
import { STARTER } from "./starter.ts";

type Say = (line: string) => void;

const SOURCES = new Set([".axml", ".acss", ".sjs", ".js", ".ts", ".less", ".json"]);

/** Compiles, prints what is wrong, and says whether it can run: 0 without an error, else 1. */
export async function check(folder: string, say: Say): Promise<number> {
  const project = openProject(folder);
  const { lines, errors } = reportOf(await compiled(project, new Compiler()), written);
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

/** Writes a program to begin with. Refuses a folder that has something in it. */
export function create(folder: string, say: Say): number {
  for (const [path, text] of Object.entries(STARTER)) put(join(folder, path), text, "wx");
  say(`a program is in ${folder}; next: everywhere-mini dev ${folder}`);
  return 0;
}

/** Serves a program and compiles it anew whenever a file of it changes. */
export async function dev(folder: string, { port, say }: { port?: number; say: Say }): Promise<Served> {
  const project = openProject(folder);
  const compiler = new Compiler();
  let program = await compiled(project, compiler);
  const tell = () => {
    for (const line of reportOf(program, written).lines) say(line);
  };
  tell();
  const served = await serve({
    output: () => outputOf(program),
    scripts: ourScripts(),
    assets: project.root,
    imageDomains: project.imageDomains,
    page: PAGE,
    about: () => ({ appId: project.appId, name: project.name, app: program.manifest.app }),
    ...(port === undefined ? {} : { port }),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watcher = watch(project.root, { recursive: true }, (_, name) => {
    if (name?.includes("node_modules")) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      project.files.forget();
      void compiled(project, compiler).then((made) => {
        program = made;
        tell();
        served.reload();
      });
    }, 50);
  });
  say(`open ${served.host}`);
  return {
    ...served,
    close: async () => {
      watcher.close();
      clearTimeout(timer);
      await served.close();
    },
  };
}

function compiled(project: Project, compiler: Compiler): Promise<Program> {
  return compiler.compile(project.files, { alias: project.alias });
}

/** The scripts for the browser lie beside this one when it is bundled. */
export function ourScripts(folder = import.meta.dirname): Readonly<Record<string, string>> {
  return Object.fromEntries(["frame.js", "host.js"].map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

function put(file: string, text: string, flag = "w"): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { flag });
}
