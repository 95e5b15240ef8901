#!/usr/bin/env node
import { parseArgs } from "node:util";
import { build, check, create, toolName } from "./commands.ts";
import { dev } from "./dev.ts";
import { drive } from "./drive.ts";
import { pack, type Upload } from "./pack.ts";
import { test } from "./test.ts";

const HELP = `create FOLDER [--template shop]  write a program to begin with: todo, or shop, which takes a payment
check [FOLDER] [--no-strict]     compile and say what is wrong; exits with 1 if it cannot run
build [FOLDER] [INTO]            compile into a folder (dist)
dev [FOLDER] [--port N]          serve it in a phone frame, and again after each change
test [FOLDER] [--junit FILE] [--only WORDS]
                                 run its *.test.js and *.test.ts in a headless Chromium; exits with 1 if one fails
pack [FOLDER] [FILE] [--upload SERVER --token T] [--app NUMBER] [--show]
                                 make the ZIP that a server takes (program.zip), and upload it
drive                            take orders as lines of JSON, for drivers in other languages`;

const OPTIONS = {
  template: { type: "string" },
  strict: { type: "boolean" },
  port: { type: "string" },
  junit: { type: "string" },
  only: { type: "string" },
  upload: { type: "string" },
  token: { type: "string" },
  app: { type: "string" },
  show: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const say = (line: string) => process.stdout.write(`${line}\n`);

type Given = ReturnType<typeof parsed>["values"];

function parsed(given: readonly string[]) {
  return parseArgs({ args: [...given], options: OPTIONS, allowPositionals: true, allowNegative: true });
}

async function main(given: readonly string[]): Promise<number> {
  const { values, positionals } = parsed(given);
  const [command, folder = ".", into] = positionals;
  if (values.help) return help(0);
  switch (command) {
    case "create":
      return create(folder, say, values.template);
    case "check":
      return check(folder, say, { strict: values.strict ?? true });
    case "build":
      return build(folder, into ?? "dist", say);
    case "dev":
      await dev(folder, { say, ...(values.port === undefined ? {} : { port: Number(values.port) }) });
      return 0;
    case "test":
      return test(folder, { say, ...option(values, "junit"), ...option(values, "only") });
    case "pack":
      return packed(folder, into ?? "program.zip", values);
    case "drive":
      return drive(process.stdin, process.stdout);
    default:
      return help(command === undefined || command === "help" ? 0 : 2);
  }
}

function packed(folder: string, file: string, values: Given): number | Promise<number> {
  const { upload: server, token = process.env["EVERYWHERE_TOKEN"] ?? "" } = values;
  if (server === undefined) return pack(folder, file, { say });
  if (token === "") {
    say("--upload wants a token: --token T, or EVERYWHERE_TOKEN");
    return 2;
  }
  const upload: Upload = { server, token, show: values.show ?? false, ...option(values, "app") };
  return pack(folder, file, { say, upload });
}

/** An option under its name if it was given. */
function option<K extends "junit" | "only" | "app">(values: Given, name: K): { [P in K]?: string } {
  return (values[name] === undefined ? {} : { [name]: values[name] }) as { [P in K]?: string };
}

function help(code: number): number {
  say(HELP.replace(/^(?=\S)/gm, `${toolName()} `));
  return code;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (why) {
  process.stderr.write(`${why instanceof Error ? why.message : String(why)}\n`);
  process.exitCode = 2;
}
