/**
 * What the compiler reads from: paths begin with `/`, which is the root of the program (miniprogramRoot).
 * Answers of `read` may be kept by the caller between runs; the compiler compares texts to see what changed.
 */
export interface Files {
  read(path: string): string | undefined;
  has(path: string): boolean;
}

/** Files in memory, for tests and for what is generated. */
export function inMemory(files: Readonly<Record<string, string>>): Files {
  return {
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    has: (path) => Object.hasOwn(files, path),
  };
}

/** The first that has a path answers. */
export function layered(...layers: readonly Files[]): Files {
  return {
    read: (path) => layers.find((one) => one.has(path))?.read(path),
    has: (path) => layers.some((one) => one.has(path)),
  };
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/** `join("/pages/a", "../b")` is `/pages/b`; `..` above the root stays at the root. */
export function join(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
