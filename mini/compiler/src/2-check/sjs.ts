import { parse } from "@babel/parser";
import type { Node } from "@babel/types";
import type { Notes } from "../diagnostics.ts";
import { visit } from "./visit.ts";

const FORBIDDEN: Readonly<Record<string, string>> = {
  Super: "super",
  ClassDeclaration: "class",
  ClassExpression: "class",
  AwaitExpression: "await",
  YieldExpression: "yield",
  WithStatement: "with",
  Import: "import()",
  DebuggerStatement: "debugger",
};
const BUILDERS = new Set(["RegExp", "Date"]);

/** Holds a script of the view to the subset that phones run. Also finds what it imports. */
export function checkSjs(source: string, notes: Notes): string[] {
  const imports: string[] = [];
  let tree: Node;
  try {
    tree = parse(source, { sourceType: "module", allowReturnOutsideFunction: true, errorRecovery: true });
  } catch (broken) {
    const at = broken as { pos?: number; message?: string };
    notes.say("script_broken", at.pos ?? 0, (at.message ?? "").replace(/\s*\(\d+:\d+\)$/, ""));
    return imports;
  }
  visit(tree, (node) => {
    const at = node.start ?? 0;
    const word = FORBIDDEN[node.type];
    if (word !== undefined) notes.say("sjs_forbidden", at, word);
    if (node.type === "NewExpression" && node.callee.type === "Identifier" && BUILDERS.has(node.callee.name)) {
      notes.say("sjs_forbidden", at, `new ${node.callee.name}: use get${node.callee.name}`);
    }
    if ("source" in node && node.source?.type === "StringLiteral") {
      imports.push(node.source.value);
      if (!node.source.value.endsWith(".sjs")) notes.say("sjs_import", at, node.source.value);
    }
  });
  return imports;
}
