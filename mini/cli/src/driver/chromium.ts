import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The machine's own browser: `CHROMIUM`, else the first of its names on the path. Nothing is ever fetched. */
export function chromiumPath(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  if (environment["CHROMIUM"]) return environment["CHROMIUM"];
  const folders = [...(environment["PATH"] ?? "").split(delimiter), "/usr/bin", "/snap/bin"].filter(Boolean);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
