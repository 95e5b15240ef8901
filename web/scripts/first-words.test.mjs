import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { catalogues } from "./messages.mjs";

const SRC = join(dirname(fileURLToPath(import.meta.url)), "../src");
// The folders whose words come first, as their catalogue names them.
const FIRST = readFileSync(join(SRC, "app/i18n/en.ts"), "utf8")
  .match(/\{\w+,\w+\}/g)
  .flatMap((each) => each.slice(1, -1).split(","));

/** The file that an import names, if it is one of ours. */
function fileOf(named, from) {
  const path = named.startsWith("@/") ? join(SRC, named.slice(2)) : resolve(dirname(from), named);
  return [`${path}.tsx`, `${path}.ts`, `${path}/index.tsx`, `${path}/index.ts`].find(existsSync);
}

const IMPORT = /^(?:import|export) (?!type )(?:([^;]*?) from )?"((?:@\/|\.)[^"]*)"/gm;

/** What is fetched with a file: what it imports, of a feature only what is asked of it; what it fetches later is not. */
function withImports(file, asked, found = new Set()) {
  const isDoor = file.endsWith("/index.ts");
  if (found.has(file) && !isDoor) return found;
  found.add(file);
  for (const [, names = "", from] of readFileSync(file, "utf8").matchAll(IMPORT)) {
    const given = names.match(/\w+/g) ?? [];
    const next = fileOf(from, file);
    if (next !== undefined && (!isDoor || given.some((name) => asked.includes(name)))) withImports(next, given, found);
  }
  return found;
}

test("the first screen says nothing that is fetched after it", () => {
  const files = [...withImports(join(SRC, "app/main.tsx"), [])];
  expect(FIRST).toContain("nearby");
  expect(files.some((file) => file.endsWith("nearby/Home.tsx"))).toBe(true);
  const words = new Set([...catalogues().en.keys()]);
  const said = files.flatMap((file) => readFileSync(file, "utf8").match(/"[a-z]\w*\.[\w.]+"/g) ?? []);
  const late = said
    .map((each) => each.slice(1, -1))
    .filter((key) => words.has(key) && !FIRST.includes(key.split(".")[0]));
  expect(late).toEqual([]);
});
