/** AXML, ACSS, SJS, JavaScript and TypeScript of a mini-program to what the runtime runs. No file system, no DOM. */
export { checkStrict } from "./2-check/strict.ts";
export { Compiler, type Options } from "./compiler.ts";
export { type Diagnostic, written } from "./diagnostics.ts";
export { type Files, folderOf, inMemory, join, layered } from "./files.ts";
export { packageOf } from "./packages.ts";
export type { Manifest, Part, Program, Unit } from "./program.ts";
export { looseJson } from "./1-parse/json.ts";
