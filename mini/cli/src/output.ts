import { createHash } from "node:crypto";
import type { Diagnostic, Program } from "@everywhere/mini-compiler";
import { LIMITS } from "@everywhere/mini-spec";

/** The files of a compiled program, by name. */
export function outputOf(program: Program): Readonly<Record<"view.js" | "logic.js" | "manifest.json", string>> {
  const manifest = { ...program.manifest, missingCalls: program.usage.missingCalls };
  return {
    "view.js": `__program(${JSON.stringify(manifest)});\n${program.view}`,
    "logic.js": program.logic,
    "manifest.json": `${JSON.stringify({ ...manifest, usage: program.usage, sha256: digest(program) }, null, 2)}\n`,
  };
}

function digest(program: Program): string {
  return createHash("sha256").update(program.view).update(program.logic).digest("hex");
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
  const bytes = Buffer.byteLength(program.view) + Buffer.byteLength(program.logic);
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
      `${(bytes / 1024).toFixed(0)} KB compiled${bytes > LIMITS.program_bytes ? `, over the ${LIMITS.program_bytes / 1024 / 1024} MB that can be published` : ""}`,
      `${errors} errors, ${warnings} warnings`,
    ],
  };
}
