// One round of every figure of the engine, as JSON, or with --table as a table. `npm run build` first.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { type Compiled, compiling, LIBRARIES } from "./bench-compiling.ts";
import { running } from "./bench-running.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const libraries: Record<string, Compiled> = {};
  for (const name of LIBRARIES) libraries[name] = await compiling(name);
  const frame = gzipSync(readFileSync("cli/dist/frame.js"), { level: 9 }).length / 1000;
  const result = { ...(await running()), frame_kb: frame, libraries };
  if (process.argv.includes("--table")) table(result);
  else say(JSON.stringify(result));
}

function table(result: object): void {
  say("| figure | measured |");
  say("| --- | --- |");
  for (const [name, value] of Object.entries(result)) {
    if (typeof value === "number") say(`| ${name} | ${value.toFixed(2)} |`);
    else
      for (const [library, one] of Object.entries(value as Record<string, Compiled>))
        say(`| ${library} ${one.version} | ${JSON.stringify(one)} |`);
  }
}

await main();
