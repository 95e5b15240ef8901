// What a browser fetches before the first screen shows: the entry with what it imports, and the words in both languages.
import { readFileSync } from "node:fs";

const manifest = JSON.parse(readFileSync(new URL("dist/.vite/manifest.json", import.meta.url), "utf8"));

function withImports(key, found = new Set()) {
  if (found.has(key)) return found;
  found.add(key);
  for (const each of manifest[key].imports ?? []) withImports(each, found);
  return found;
}

const files = [...withImports("index.html")].map((key) => `dist/${manifest[key].file}`);

export default [
  {
    name: "script of the first screen, without the map library",
    path: [...files, "dist/assets/{en,flat,zh-CN}-*.js"],
    limit: "180 kB",
    gzip: true,
  },
];
