import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { filesBelow } from "./disk.ts";

type Say = (line: string) => void;

export interface Testing {
  readonly say: Say;
  /** Where a report as JUnit writes it goes. */
  readonly junit?: string;
  /** Only tests whose names have this in them. */
  readonly only?: string;
}

/** What tests import the driver by. */
const DRIVER = "@everywhere/mini";

/**
 * Runs every `*.test.ts` and `*.test.js` of a program, each file in a process of its own, by Node's test runner. 0 when all
 * pass, 1 when one does not, 2 when there are none.
 */
export async function test(folder: string, { say, junit, only }: Testing): Promise<number> {
  const root = resolve(folder);
  const tests = filesBelow(root).filter((path) => /\.test\.[jt]s$/.test(path));
  if (tests.length === 0) {
    say(`no tests are in ${folder}: a test is a file whose name ends with .test.js or .test.ts`);
    return 2;
  }
  // Here, so that what a test requires of the program's packages is found.
  const into = join(root, "node_modules", ".cache", "everywhere-mini");
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const built = await Promise.all(tests.map((path) => bundled(root, path, into)));
  return run(built, { cwd: root, only, junit: junit === undefined ? undefined : resolve(junit) });
}

async function bundled(root: string, path: string, into: string): Promise<string> {
  const outfile = join(
    into,
    `${path
      .slice(1)
      .replaceAll("/", "__")
      .replace(/\.[jt]s$/, "")}.mjs`,
  );
  await build({
    entryPoints: [join(root, path)],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    plugins: [driver()],
    sourcemap: "inline",
    logLevel: "error",
  });
  return outfile;
}

/** Tests of a program know the driver by its name, wherever this tool lies. */
function driver(): Plugin {
  const file = join(import.meta.dirname, "driver.mjs");
  return {
    name: "driver",
    setup: (one) => {
      one.onResolve({ filter: new RegExp(`^${DRIVER}$`) }, () => ({ path: pathToFileURL(file).href, external: true }));
    },
  };
}

function run(
  files: readonly string[],
  { cwd, only, junit }: { cwd: string; only: string | undefined; junit: string | undefined },
): Promise<number> {
  const report = junit === undefined ? [] : ["--test-reporter=junit", `--test-reporter-destination=${junit}`];
  if (junit !== undefined && !existsSync(dirname(junit))) mkdirSync(dirname(junit), { recursive: true });
  const words = [
    ...["--enable-source-maps", "--test", "--test-reporter=spec", "--test-reporter-destination=stdout", ...report],
    ...(only === undefined ? [] : [`--test-name-pattern=${only}`]),
    ...files,
  ];
  // A program's own tests must not think that they are part of a run of ours.
  const environment = { ...process.env };
  delete environment["NODE_TEST_CONTEXT"];
  const child = spawn(process.execPath, words, {
    cwd,
    stdio: "inherit",
    env: { ...environment, EVERYWHERE_MINI_PROGRAM: cwd },
  });
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("exit", (code) => {
      done(code === 0 ? 0 : 1);
    });
  });
}
