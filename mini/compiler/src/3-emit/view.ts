import { componentNamed } from "@everywhere/mini-spec";
import type { Notes } from "../diagnostics.ts";
import { attribute, type Element, type Node, plain } from "../1-parse/tree.ts";
import { emitNodes } from "./nodes.ts";
import { Emission, Scope } from "./scope.ts";
import { emitTemplate } from "./template.ts";

/** Files that a view names, as it writes them. */
export interface ViewLinks {
  readonly imports: readonly string[];
  readonly includes: readonly string[];
  readonly sjs: readonly string[];
}

export interface View {
  /** The body of a function of `r` (what draws) and `F` (paths as written → files). */
  readonly code: string;
  readonly links: ViewLinks;
}

/** Code for a whole .axml. */
export function emitView(nodes: readonly Node[], using: ReadonlySet<string>, notes: Notes): View {
  const out = new Emission(notes, using, (tag) => componentNamed(tag) !== undefined);
  const links = { imports: [] as string[], includes: [] as string[], sjs: [] as string[] };
  const templates: [string, Element][] = [];
  walk(nodes, (element) => {
    if (element.name === "import-sjs") importSjs(element, links.sjs, out);
    else if (element.name === "import") add(links.imports, plain(attribute(element, "src")));
    else if (element.name === "include") add(links.includes, plain(attribute(element, "src")));
    else if (element.name === "template") {
      const name = plain(attribute(element, "name"));
      if (name !== undefined) templates.push([name, element]);
    }
  });
  const own = templates.map(([name, element]) => `${JSON.stringify(name)}: ${emitTemplate(element, out)}`);
  const drawn = emitNodes(nodes, new Scope(), out);
  const code = [
    ...out.hoisted,
    `var T = r.templates([${links.imports.map((path) => `F[${JSON.stringify(path)}]`).join(", ")}], {${own.join(",\n")}});`,
    `return { T: T, draw: function (d, c) { return ${drawn}; } };`,
  ].join("\n");
  return { code, links };
}

function walk(nodes: readonly Node[], visit: (element: Element) => void): void {
  for (const node of nodes) {
    if (node.kind !== "element") continue;
    visit(node);
    walk(node.children, visit);
  }
}

function add(list: string[], path: string | undefined): void {
  if (path !== undefined && !list.includes(path)) list.push(path);
}

/** `name="utils"` takes the default export, else all of them; `name="{a, b: c}"` takes some. */
function importSjs(element: Element, links: string[], out: Emission): void {
  const from = plain(attribute(element, "from"));
  const name = plain(attribute(element, "name"));
  if (from === undefined || name === undefined) return;
  add(links, from);
  const held = out.constant(`r.sjs(F[${JSON.stringify(from)}])`);
  const some = /^\s*\{([^}]*)\}\s*$/.exec(name)?.[1];
  if (some === undefined) {
    out.sjs.set(name.trim(), `${held}.whole`);
    return;
  }
  for (const each of some.split(",")) {
    const [theirs = "", ours = theirs] = each.split(":").map((word) => word.trim());
    if (theirs !== "") out.sjs.set(ours, `${held}.named?.[${JSON.stringify(theirs)}]`);
  }
}
