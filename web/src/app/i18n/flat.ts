/** Catalogue files to one table: the folder above `messages` is the key's first word, as in scripts/messages.mjs. */
export function flat(files: Record<string, Record<string, string>>): Record<string, string> {
  const entries = Object.entries(files).flatMap(([path, texts]) => {
    const prefix = path.split("/").at(-3);
    return Object.entries(texts).map(([key, text]): [string, string] => [`${prefix}.${key}`, text]);
  });
  return Object.fromEntries(entries);
}
