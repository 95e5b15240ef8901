import { readFileSync } from "node:fs";
import { join } from "node:path";

const SCRIPTS = ["frame.js", "host.js", "holder.js", "web-view.js"];

/** The scripts for the browser, which lie beside this one when it is bundled. */
export function ourScripts(folder = import.meta.dirname): Readonly<Record<string, string>> {
  return Object.fromEntries(SCRIPTS.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
