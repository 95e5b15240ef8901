import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Programs to begin with lie beside this tool; beside its sources while it is not bundled. */
const FOLDER = [join(import.meta.dirname, "templates"), join(import.meta.dirname, "..", "templates")].find((folder) =>
  existsSync(folder),
);

export function templates(): string[] {
  return FOLDER === undefined ? [] : readdirSync(FOLDER).sort();
}

/** The folder of a template; undefined when there is none of that name. */
export function templateNamed(name: string): string | undefined {
  return FOLDER !== undefined && templates().includes(name) ? join(FOLDER, name) : undefined;
}
