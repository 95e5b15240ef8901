import { watch } from "node:fs";
import { Compiler, type Program, written } from "@everywhere/mini-compiler";
import { asked, webOriginsOf } from "./gateway.ts";
import { compiled, saidOfAll } from "./compiling.ts";
import { outputOf, reportOf } from "./output.ts";
import { PAGE } from "./page.ts";
import { saidOf } from "./places.ts";
import { openProject, type Project } from "./project.ts";
import { ourScripts } from "./scripts.ts";
import { type Served, serve } from "./serve.ts";
import { socketHosts } from "./sockets.ts";

type Say = (line: string) => void;

const SETTLED_AFTER_MS = 50;

/** Serves a program and compiles it anew whenever a file of it changes. */
export async function dev(
  folder: string,
  { port, say, scripts = ourScripts() }: { port?: number; say: Say; scripts?: Readonly<Record<string, string>> },
): Promise<Served> {
  const project = openProject(folder);
  const compiler = new Compiler();
  let program = await compiled(project, compiler);
  const tell = () => {
    for (const line of reportOf(program, written, saidOfAll(project, program)).lines) say(line);
  };
  tell();
  const served = await serve({
    output: () => outputOf(program),
    scripts,
    assets: project.root,
    imageDomains: project.imageDomains,
    webOrigins: webOriginsOf(project.domains),
    socketHosts: socketHosts(project.domains),
    page: PAGE,
    about: () => ({
      appId: project.appId,
      name: project.name,
      app: program.manifest.app,
      socketHosts: socketHosts(project.domains),
    }),
    doors: doorsOf(project, () => program, say),
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
    }, SETTLED_AFTER_MS);
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

function doorsOf(project: Project, program: () => Program, say: Say): Record<string, (given: unknown) => unknown> {
  const said = new Set<string>();
  return {
    "/gateway": (given) => asked(given, project.domains),
    // A program repeats itself; the terminal does not.
    "/warned": (given) => {
      const { event, detail } = given as { event: string; detail: unknown };
      const line = saidOf(program(), event, detail);
      if (!said.has(line)) say(line);
      said.add(line);
      return { line };
    },
  };
}
