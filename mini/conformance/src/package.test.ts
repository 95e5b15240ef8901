import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "mini-package-"));

function run(command: string, ...words: string[]): string {
  return execFileSync(command, words, { cwd: folder, encoding: "utf8" });
}

beforeAll(() => {
  run(process.execPath, join(import.meta.dirname, "../../scripts/package.mjs"), folder);
  const [file = ""] = readdirSync(folder);
  run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", `./${file}`);
}, 300_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

it("is installed by npm where there is no checkout, and makes a program that a server takes", () => {
  const tool = join(folder, "node_modules/.bin/everywhere-mini");
  run(tool, "create", "tea", "--template", "shop");
  expect(run(tool, "check", "tea")).toContain("0 errors, 0 warnings");
  run(tool, "pack", "tea", "tea.zip");
  expect(existsSync(join(folder, "tea.zip"))).toBe(true);
}, 120_000);
