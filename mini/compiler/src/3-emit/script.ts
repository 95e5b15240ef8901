import { type Loader, transform, type TransformFailure } from "esbuild";
import type { Notes } from "../diagnostics.ts";

export interface Script {
  /** CommonJS, in the mode (sloppy or strict) in which it was written. */
  readonly code: string;
  readonly map: string;
  /** What it requires, as written. */
  readonly requires: readonly string[];
}

const LOADERS: Readonly<Record<string, Loader>> = { ".ts": "ts", ".json": "json", ".tsx": "tsx", ".jsx": "jsx" };
/** A call of `require` itself: `module.require` and the like are another's. */
const REQUIRE = /(?<![\w$.])require\(\s*(["'])((?:\\.|(?!\1).)+)\1\s*\)/g;

/** JavaScript or TypeScript to CommonJS; a script that cannot be read becomes one that says so when it is run. */
export async function emitScript(path: string, source: string, notes: Notes): Promise<Script> {
  try {
    const done = await transform(source, {
      loader: LOADERS[/\.\w+$/.exec(path)?.[0] ?? ""] ?? "js",
      format: "cjs",
      target: "es2020",
      // import() becomes a promise of require(): all of a program's modules are there from the start.
      supported: { "dynamic-import": false },
      sourcefile: path,
      sourcemap: "external",
      sourcesContent: false,
      charset: "utf8",
      logLevel: "silent",
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
    });
    return { code: done.code, map: done.map, requires: requiresOf(done.code) };
  } catch (broken) {
    for (const one of failuresOf(broken)) notes.sayAt("script_broken", one.line, one.column, one.text);
    const text = failuresOf(broken)[0]?.text ?? "";
    return { code: `throw new SyntaxError(${JSON.stringify(`${path}: ${text}`)});`, map: "", requires: [] };
  }
}

function failuresOf(broken: unknown): { line: number; column: number; text: string }[] {
  const errors = (broken as Partial<TransformFailure>).errors ?? [];
  if (errors.length === 0)
    return [{ line: 1, column: 1, text: broken instanceof Error ? broken.message : String(broken) }];
  return errors.map((one) => ({
    line: one.location?.line ?? 1,
    column: (one.location?.column ?? 0) + 1,
    text: one.text,
  }));
}

function requiresOf(code: string): string[] {
  return [...new Set([...code.matchAll(REQUIRE)].map((found) => found[2] ?? ""))];
}

/** What a program must not reach: the names are parameters that nobody gives. `Function` answers one question only. */
export const SHADOWED = [
  "window",
  "document",
  "self",
  "location",
  "fetch",
  "XMLHttpRequest",
  "AlipayJSBridge",
  "globalThis",
  "global",
  "Function",
] as const;

/** A module as the registry takes it. The inner function lets a script declare the shadowed names anew. */
export function moduleOf(define: string, path: string, found: Readonly<Record<string, string>>, code: string): string {
  return (
    `${define}(${JSON.stringify(path)}, ${JSON.stringify(found)}, function (require, module, exports, ${SHADOWED.join(", ")}) {` +
    `(function (require, module, exports) {\n${code}\n}).call(exports, require, module, exports);\n});\n`
  );
}
