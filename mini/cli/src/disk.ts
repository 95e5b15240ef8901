import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "@everywhere/mini-compiler";

/**
 * A program's folder. `/node_modules` is the nearest one upward that has the package, as Node finds it, so that
 * a program in a workspace compiles too. What was read is kept until `forget`.
 */
export class Disk implements Files {
  private readonly texts = new Map<string, string | undefined>();

  constructor(
    private readonly root: string,
    private readonly packages: readonly string[] = upward(root),
  ) {}

  has(path: string): boolean {
    return this.read(path) !== undefined;
  }

  read(path: string): string | undefined {
    if (!this.texts.has(path)) this.texts.set(path, this.load(path));
    return this.texts.get(path);
  }

  /** Reads these paths anew when they are asked for next; all of them when none is named. */
  forget(...paths: readonly string[]): void {
    if (paths.length === 0) this.texts.clear();
    for (const path of paths) this.texts.delete(path);
  }

  private load(path: string): string | undefined {
    const inPackages = path.startsWith("/node_modules/");
    const places = inPackages ? this.packages.map((folder) => join(folder, path)) : [join(this.root, path)];
    const found = places.find((place) => existsSync(place) && statSync(place).isFile());
    // Editors on Windows mark their files so; it is no part of what they hold.
    return found === undefined ? undefined : readFileSync(found, "utf8").replace(/^\uFEFF/, "");
  }
}

/** Every folder from here to the top that may hold `node_modules`. */
function upward(folder: string): string[] {
  const up = join(folder, "..");
  return up === folder ? [folder] : [folder, ...upward(up)];
}

/** All files below a folder, as paths from it that begin with `/`; hidden ones and packages are left out. */
export function filesBelow(root: string, under = ""): string[] {
  return readdirSync(join(root, under), { withFileTypes: true }).flatMap((one) => {
    const path = `${under}/${one.name}`;
    if (one.name.startsWith(".") || one.name === "node_modules") return [];
    return one.isDirectory() ? filesBelow(root, path) : [path];
  });
}
