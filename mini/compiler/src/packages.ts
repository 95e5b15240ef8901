import { asObject, type Json, texts } from "./1-parse/json.ts";
import { type Diagnostic, Notes } from "./diagnostics.ts";
import { type Files, join } from "./files.ts";
import type { Manifest } from "./program.ts";
import { type Alias, resolve } from "./resolve.ts";

/** A part of a program that is fetched when one of its pages is opened. */
export interface Subpackage {
  /** Its folder from the program's root, without slashes at its ends; nothing else of the program lies in it. */
  readonly root: string;
  readonly name: string;
  readonly pages: readonly string[];
}

/** The subpackages of app.json, in either spelling. */
export function subpackagesOf(app: Json): Subpackage[] {
  const named = app["subPackages"] ?? app["subpackages"];
  return (Array.isArray(named) ? named : []).map((one: unknown) => {
    const { root, name, pages } = asObject(one);
    const folder = join("", typeof root === "string" ? root : "");
    return {
      root: folder.slice(1),
      name: typeof name === "string" ? name : "",
      pages: texts(pages).map((page) => join(folder, page)),
    };
  });
}

/** Which package each file is in: that of the deepest folder of a subpackage around it, else the main one (""). */
export class Packages {
  readonly roots: readonly string[];
  private readonly deepest: readonly string[];

  constructor(roots: readonly string[]) {
    this.roots = [...new Set(roots.filter((root) => root !== ""))];
    this.deepest = this.roots.toSorted((one, other) => other.length - one.length);
  }

  of(path: string): string {
    return this.deepest.find((root) => path.startsWith(`/${root}/`)) ?? "";
  }

  /** What is in the main package is there for all; what is in a subpackage, for itself only. */
  mayUse(from: string, target: string): boolean {
    const there = this.of(target);
    return there === "" || there === this.of(from);
  }

  /** What was made of files, package by package: `lines` are pairs of a path and its code. */
  cut(lines: Iterable<readonly [path: string, code: string]>): ReadonlyMap<string, string> {
    const parts = new Map<string, string[]>(["", ...this.roots].map((root) => [root, []]));
    for (const [path, code] of lines) parts.get(this.of(path))?.push(code);
    return new Map([...parts].map(([root, all]) => [root, all.join("")]));
  }
}

/** The package of a compiled program that a file of it is in: the folder of a subpackage, or "". */
export function packageOf({ manifest }: { readonly manifest: Pick<Manifest, "packages"> }, path: string): string {
  return new Packages(manifest.packages).of(path);
}

/** Modules of Node that libraries look for, and do without where they are not. */
const OF_NODE =
  /^(node:.+|assert|buffer|child_process|crypto|events|fs|https?|net|os|path|process|stream|url|util|zlib)$/;

/** How names in source files become files of the program. */
export class Links {
  constructor(
    readonly files: Files,
    readonly alias: Alias,
    readonly packages: Packages,
  ) {}

  /** The file that `name` means in `from`. Says where nothing is found for it, and where that is in another subpackage. */
  find(
    from: string,
    name: string,
    endings: readonly string[],
    said: Diagnostic[],
    { alias = this.alias, isApart = false }: { alias?: Alias; isApart?: boolean } = {},
  ): string | undefined {
    const target = resolve(this.files, from, name, endings, alias);
    if (target !== undefined && (isApart || this.packages.mayUse(from, target))) return target;
    const source = this.files.read(from) ?? "";
    const notes = new Notes(from, source, said);
    const at = Math.max(0, source.indexOf(name));
    const isOfNode = endings.includes(".js") && OF_NODE.test(name);
    if (target === undefined) notes.say(isOfNode ? "module_of_node" : "module_missing", at, name);
    else notes.say("package_apart", at, name, this.packages.of(target));
    return undefined;
  }
}
