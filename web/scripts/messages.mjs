// Message catalogues: `<folder>/messages/{en,zh-CN}.json`, keys prefixed with the folder's name. Writes the types of all keys and
// their values; with --check a missing, unused or differently filled message fails.
import { IntlMessageFormat } from "intl-messageformat";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const LANGUAGES = ["en", "zh-CN"];
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Which values a message takes, by name, as TypeScript types. */
export function valuesOf(text, language) {
  const values = new Map();
  const walk = (elements) => {
    for (const element of elements) {
      // 1 argument, 2 number, 3 date, 4 time, 5 select, 6 plural, 8 tag
      if (element.type === 8) throw new Error(`tags are not spoken here: <${element.value}>`);
      if (element.type === 1 || element.type === 5)
        values.set(element.value, values.get(element.value) ?? "string | number");
      if ([2, 3, 4, 6].includes(element.type)) values.set(element.value, "number");
      for (const option of Object.values(element.options ?? {})) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, language).getAst());
  return values;
}

function sourcesOf(root, isWanted) {
  const paths = readdirSync(join(root, "src"), { recursive: true }).filter(isWanted);
  return paths.sort().map((path) => join(root, "src", path));
}

/** All catalogues: language → key → text. */
export function catalogues(root = ROOT) {
  const found = Object.fromEntries(LANGUAGES.map((language) => [language, new Map()]));
  for (const language of LANGUAGES) {
    for (const file of sourcesOf(root, (path) => path.endsWith(join("messages", `${language}.json`)))) {
      const prefix = basename(dirname(dirname(file)));
      for (const [key, text] of Object.entries(JSON.parse(readFileSync(file, "utf8")))) {
        found[language].set(`${prefix}.${key}`, text);
      }
    }
  }
  return found;
}

/** What is wrong: a key that another language lacks, that takes other values there, or that no source names. */
export function faults(found, sources) {
  const [first, ...others] = LANGUAGES;
  const wrong = [];
  for (const language of others) {
    for (const key of found[first].keys()) if (!found[language].has(key)) wrong.push(`${key}: missing in ${language}`);
    for (const key of found[language].keys()) if (!found[first].has(key)) wrong.push(`${key}: missing in ${first}`);
  }
  for (const [key, text] of found[first]) {
    const names = [...valuesOf(text, first).keys()].sort().join();
    for (const language of others) {
      const other = found[language].get(key);
      if (other === undefined) continue;
      const theirs = [...valuesOf(other, language).keys()].sort().join();
      if (theirs !== names) wrong.push(`${key}: takes {${names}} in ${first}, {${theirs}} in ${language}`);
    }
    if (!isNamed(key, sources)) wrong.push(`${key}: no source uses it`);
  }
  return wrong;
}

// A key may be put together at its end only: t(`deal.stage.${stage}`) names every key that begins with "deal.stage.".
function isNamed(key, sources) {
  if (sources.includes(`"${key}"`)) return true;
  const parts = key.split(".");
  return parts.some((_, count) => count > 1 && sources.includes(`\`${parts.slice(0, count).join(".")}.\${`));
}

/** The TypeScript that makes keys and values typed. */
export function typed(found) {
  const lines = [...found[LANGUAGES[0]]].sort().map(([key, text]) => {
    const values = [...valuesOf(text, LANGUAGES[0])].map(([name, type]) => `${name}: ${type}`);
    return `  "${key}": ${values.length > 0 ? `{ ${values.join("; ")} }` : "undefined"};`;
  });
  return `// Written by scripts/messages.mjs.\nexport interface Messages {\n${lines.join("\n")}\n}\n`;
}

export function write() {
  writeFileSync(join(ROOT, "src/app/i18n/keys.gen.ts"), typed(catalogues()));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  write();
  if (process.argv.includes("--check")) {
    const files = sourcesOf(ROOT, (path) => /(?<!\.gen)\.tsx?$/.test(path));
    const wrong = faults(catalogues(), files.map((file) => readFileSync(file, "utf8")).join("\n"));
    for (const line of wrong) console.error(`messages: ${line}`);
    process.exitCode = wrong.length > 0 ? 1 : 0;
  }
}
