import { Compiler, type Diagnostic, inMemory, layered, type Program, written } from "@everywhere/mini-compiler";
import { describe, expect, it } from "vitest";
import { chance, damaged, LIBRARIES, library } from "./index.ts";

const SEED = Number(process.env["SEED"] ?? 6);
const DAMAGED = Number(process.env["DAMAGED"] ?? 400);

/** The code is JavaScript: it is read, never run. */
function isReadable(code: string): boolean {
  return new Function(code).length === 0;
}

const tally = (program: Program, severity: Diagnostic["severity"]) =>
  program.diagnostics.filter((one) => one.severity === severity);

describe.each(LIBRARIES)("%s", (name) => {
  it("is accepted whole: every .axml, .acss, .sjs and .js, without one error", async () => {
    const { components, sources, files, version } = library(name, { whole: true });
    const program = await new Compiler().compile(files);
    const seen = new Set(program.sources);
    const row = `${name} ${version}: ${components.length} components, ${sources.length} files, ${tally(program, "warning").length} warnings`;
    expect(
      sources.filter((path) => !seen.has(path)),
      row,
    ).toEqual([]);
    expect(tally(program, "error").map(written), row).toEqual([]);
    expect(isReadable(program.view) && isReadable(program.logic)).toBe(true);
    expect(program.diagnostics.every((one) => one.line >= 1 && one.column >= 1 && one.file.startsWith("/"))).toBe(true);
  }, 60_000);
});

it(`compiles ${DAMAGED} damaged files without throwing, and what it emits can be read (SEED=${SEED})`, async () => {
  const next = chance(SEED);
  const libraries = LIBRARIES.map((name) => library(name));
  let complaints = 0;
  for (let round = 0; round < DAMAGED; round++) {
    const one = libraries[round % libraries.length];
    const path = one?.sources[Math.floor(next() * one.sources.length)];
    if (one === undefined || path === undefined) continue;
    const kind = path.slice(path.lastIndexOf("."));
    const broken = damaged(one.files.read(path) ?? "", next);
    const program = await new Compiler().compile(
      layered(
        inMemory({
          "/app.json": '{"pages": ["a"]}',
          "/a.json": "{}",
          "/a.axml": kind === ".axml" ? broken : '<import-sjs from="./a.sjs" name="u"/><view>{{u.x}}</view>',
          "/a.sjs": kind === ".sjs" ? broken : "export default {}",
          "/a.js": kind === ".js" ? broken : "Page({})",
          "/a.acss": kind === ".acss" ? broken : "",
        }),
      ),
    );
    complaints += program.diagnostics.length;
    expect(() => isReadable(program.view), `${path}, round ${round}`).not.toThrow();
    expect(() => isReadable(program.logic), `${path}, round ${round}`).not.toThrow();
  }
  expect(complaints).toBeGreaterThan(DAMAGED / 4);
}, 120_000);

it("reads damaged configurations", async () => {
  const next = chance(SEED);
  const config =
    '{"pages": ["a", "b/c"], "window": {"defaultTitle": "x"}, "subPackages": [{"root": "r", "pages": ["p"]}], "usingComponents": {"x": "/x"}}';
  for (let round = 0; round < DAMAGED; round++) {
    const broken = damaged(config, next);
    const { manifest } = await new Compiler().compile(
      inMemory({ "/app.json": broken, "/a.json": damaged(config, next) }),
    );
    expect(Array.isArray(manifest.pages), broken).toBe(true);
  }
}, 60_000);
