import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Disk, filesBelow } from "@everywhere/mini-cli";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const APPS = join(dirname(require.resolve("@everywhere/mini-conformance/package.json")), "apps");
/** Outside the tree, so that a fresh clone finds what an earlier one built. */
const CACHE = process.env["MINI_APPS"] ?? join(homedir(), ".cache", "everywhere", "mini-apps");
const BUILD_MS = 600_000;

/** Programs of our own, written for other frameworks and built by those, from npm, for the alipay target. */
export const FRAMEWORKS = {
  taro: { title: "Taro 4.1.9 (React 18)", output: "dist" },
  uni: { title: "uni-app 3.0.0-4080720251210001 (Vue 3.4)", output: "dist/build/mp-alipay" },
  mpx: { title: "mpx 2.10.20", output: "dist" },
} as const;

export type Framework = keyof typeof FRAMEWORKS;

/** Where a program's output is kept: named by everything that it is built from. */
function keptAt(name: Framework): string {
  const root = join(APPS, name);
  const digest = createHash("sha256");
  for (const path of [...filesBelow(root), "/.npmrc"].sort()) {
    if (!path.startsWith("/dist/")) digest.update(`${path}\0`).update(readFileSync(join(root, path)));
  }
  return join(CACHE, `${name}-${digest.digest("hex").slice(0, 16)}`);
}

export function isBuilt(name: Framework): boolean {
  return existsSync(keptAt(name));
}

/** The compiled program as the framework wrote it. */
export function output(name: Framework): Disk {
  return new Disk(keptAt(name));
}

/** Installs what the lock file says, builds, keeps the output and nothing else. Answers at once when it is there. */
export async function build(name: Framework, say: (line: string) => void): Promise<void> {
  const kept = keptAt(name);
  if (existsSync(kept)) return;
  const work = `${kept}.${process.pid}`;
  const npm = async (...given: string[]) => {
    const before = performance.now();
    await run("npm", given, { cwd: work, timeout: BUILD_MS, maxBuffer: 64 * 1024 * 1024, env: plain() });
    say(`${FRAMEWORKS[name].title}: npm ${given[0]} ${((performance.now() - before) / 1000).toFixed(0)} s`);
  };
  try {
    mkdirSync(CACHE, { recursive: true });
    cpSync(join(APPS, name), work, { recursive: true });
    await npm("ci", "--include=dev", "--loglevel=error");
    await npm("run", "build");
    // Another run may have been first.
    if (!existsSync(kept)) renameSync(join(work, FRAMEWORKS[name].output), kept);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Without what an outer npm or test runner says to its children. */
function plain(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(package|lifecycle|command|execpath)|NODE_ENV|VITEST)/.test(name),
  );
  return { ...Object.fromEntries(kept), NODE_ENV: "production", CI: "1" };
}
