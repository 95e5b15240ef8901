#!/usr/bin/env node
import { build, check, create, dev } from "./commands.ts";

const HELP = `everywhere-mini create FOLDER          write a program to begin with
everywhere-mini check [FOLDER]         compile and say what is wrong; exits with 1 if it cannot run
everywhere-mini build [FOLDER] [INTO]  compile into a folder (dist)
everywhere-mini dev [FOLDER] [--port N]  serve it in a phone frame, and again after each change`;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(given: readonly string[]): Promise<number> {
  const at = given.indexOf("--port");
  const port = at === -1 ? undefined : Number(given[at + 1]);
  const [command, folder = ".", into = "dist"] = given.filter(
    (_, index) => at === -1 || (index !== at && index !== at + 1),
  );
  switch (command) {
    case "create":
      return create(folder, say);
    case "check":
      return check(folder, say);
    case "build":
      return build(folder, into, say);
    case "dev":
      await dev(folder, { say, ...(port === undefined ? {} : { port }) });
      return 0;
    default:
      say(HELP);
      return command === undefined || command === "help" ? 0 : 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
