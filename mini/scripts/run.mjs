// `node scripts/run.mjs FILE.ts ARGUMENT…` runs a TypeScript file of this workspace.
import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { forNode, root } from "./bundle.mjs";

const [entry = "", ...rest] = process.argv.slice(2);
const folder = `${root}node_modules/.cache/everywhere`;
const file = `${folder}/${entry.replaceAll("/", "-")}.mjs`;
mkdirSync(folder, { recursive: true });
await forNode(entry, file);
process.argv = [process.argv[0], entry, ...rest];
await import(pathToFileURL(file).href);
