import { createHash } from "node:crypto";
import { type Diagnostic, packageOf, type Program } from "@everywhere/mini-compiler";
import { LIMITS } from "@everywhere/mini-spec";

/** The files of a compiled program, by name: two scripts of each package, that of a subpackage in its own folder. */
export function outputOf(program: Program): Readonly<Record<string, string>> {
  const manifest = { ...program.manifest, missingCalls: program.usage.missingCalls };
  const unitsOf = (root: string) =>
    Object.fromEntries(Object.entries(manifest.units).filter(([path]) => packageOf(program, path) === root));
  return {
    "view.js": `__program(${JSON.stringify({ ...manifest, units: unitsOf("") })});\n${program.view}`,
    "logic.js": program.logic,
    "manifest.json": `${JSON.stringify({ ...manifest, usage: program.usage, sha256: digest(program) }, null, 2)}\n`,
    ...Object.fromEntries(
      program.subpackages.flatMap(({ root, view, logic }) => [
        [`${root}/view.js`, `__package(${JSON.stringify(unitsOf(root))});\n${view}`],
        [`${root}/logic.js`, logic],
      ]),
    ),
  };
}

function digest(program: Program): string {
  const hash = createHash("sha256");
  for (const { view, logic } of [program, ...program.subpackages]) hash.update(view).update(logic);
  return hash.digest("hex");
}

export interface Report {
  readonly lines: readonly string[];
  readonly errors: number;
  readonly warnings: number;
}

/** What `check` prints: every diagnostic, then what the program uses that is not here, then its size. */
export function reportOf(
  program: Program,
  written: (one: Diagnostic) => string,
  diagnostics: readonly Diagnostic[] = program.diagnostics,
): Report {
  const errors = diagnostics.filter((one) => one.severity === "error").length;
  const warnings = diagnostics.length - errors;
  const { components, events, calls, missingCalls } = program.usage;
  const sizes = [{ ...program, root: "" }, ...program.subpackages].map(
    ({ root, view, logic }) => [root, Buffer.byteLength(view) + Buffer.byteLength(logic)] as const,
  );
  const bytes = sizes.reduce((sum, [, one]) => sum + one, 0);
  const large = sizes.filter(([, one]) => one > LIMITS.package_bytes);
  const missing =
    missingCalls.length === 0
      ? "all of them known"
      : `not here: ${missingCalls.map((name) => `my.${name}`).join(", ")}`;
  return {
    errors,
    warnings,
    lines: [
      ...diagnostics.map(written),
      `${program.manifest.pages.length} pages, ${Object.keys(program.manifest.units).length - program.manifest.pages.length} components`,
      `${components.length} kinds of built-ins, ${events.length} of events, ${calls.length} calls of my, ${missing}`,
      `${kilobytes(bytes)} compiled${bytes > LIMITS.program_bytes ? `, over the ${LIMITS.program_bytes / 1024 / 1024} MB that can be published` : ""}`,
      ...(sizes.length > 1 ? sizes : large).map(
        ([root, one]) =>
          `  ${root === "" ? "the main package" : root}: ${kilobytes(one)}${one > LIMITS.package_bytes ? `, over the ${kilobytes(LIMITS.package_bytes)} of a package` : ""}`,
      ),
      `${errors} errors, ${warnings} warnings`,
    ],
  };
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KB`;
}
