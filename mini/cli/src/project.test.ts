import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Compiler } from "@everywhere/mini-compiler";
import { expect, it } from "vitest";
import { openProject } from "./project.ts";

it("reads files as editors leave them: with a mark before the text, comments, and lines that end as on Windows", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mini-"));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), `\uFEFF${text.replaceAll("\n", "\r\n")}`);
  };
  write("project.json", "{\n  // of an older tool\n  'component2': true,\n}");
  write("mini.project.json", '{"name": "Odd", "compileOptions": {"resolveAlias": {"@": "."}},}');
  write("app.json", '{"pages": ["a"]}');
  write("app.js", "App({})");
  write("a.axml", "<view>\n  a\n</view>");
  write("a.js", "require('@/b');\nPage({})");
  write("b.js", "module.exports = 1;");
  try {
    const { name, files, alias } = openProject(folder);
    const program = await new Compiler().compile(files, { alias });
    expect(name).toBe("Odd");
    expect(program.diagnostics).toEqual([]);
    expect(program.view).toContain('r.el(c, "view", null, null, undefined, ["a"])');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
