import less from "less";
import type { Notes } from "../diagnostics.ts";
import type { Files } from "../files.ts";
import { type Alias, resolve } from "../resolve.ts";

/** Less to ACSS, importing from the program's files only. Empty, and said, when it cannot be read. */
export async function parseLess(
  path: string,
  source: string,
  files: Files,
  alias: Alias,
  notes: Notes,
): Promise<string> {
  try {
    const done = await less.render(source, {
      filename: path,
      math: "always",
      plugins: [
        {
          install: (_: unknown, plugins: { addFileManager(manager: object): void }) =>
            plugins.addFileManager(manager(files, alias)),
        } as Less.Plugin,
      ],
    });
    return done.css;
  } catch (broken) {
    const at = broken as { line?: number; column?: number; message?: string };
    notes.sayAt("style_broken", at.line ?? 1, (at.column ?? 0) + 1, (at.message ?? String(broken)).replace(/\.$/, ""));
    return "";
  }
}

function manager(files: Files, alias: Alias): object {
  const load = (name: string, folder: string) => {
    const found = resolve(
      files,
      `${folder.replace(/\/$/, "")}/_`,
      name.replace(/^~/, ""),
      [".less", ".acss", ".css"],
      alias,
    );
    const contents = found === undefined ? undefined : files.read(found);
    if (found === undefined || contents === undefined) throw new Error(`nothing is found for ${name}`);
    return { filename: found, contents };
  };
  return Object.assign(new less.FileManager(), {
    supports: () => true,
    supportsSync: () => true,
    loadFile: async (name: string, folder: string) => load(name, folder),
    loadFileSync: load,
  });
}
