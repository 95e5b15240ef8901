// Builds the programs of other frameworks that are not in the cache yet, one after the other.
import { build, FRAMEWORKS, type Framework } from "./frameworks.ts";

for (const name of Object.keys(FRAMEWORKS) as Framework[]) {
  await build(name, (line) => process.stdout.write(`${line}\n`));
}
