import { keep as store, kept } from "../kept";

/** Which language is spoken: what was chosen, else the first of the browser's that we have, else English. */
export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Texts = Record<string, string>;

export function preferred(): Language {
  const chosen = kept("language");
  if (chosen === "en" || chosen === "zh-CN") return chosen;
  const first = navigator.languages.find((each) => /^(zh|en)\b/i.test(each));
  return first?.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function keep(language: Language): void {
  store("language", language);
}

let spoken: Promise<{ language: Language; texts: Texts }> | undefined;

/** What the first screen says in a language. It is that language's until another is loaded. */
export async function load(language: Language): Promise<Texts> {
  const first = language === "en" ? import("./en") : import("./zh-CN");
  spoken = first.then(({ texts }) => ({ language, texts }));
  return (await spoken).texts;
}

/** Adds what the other screens say to what was loaded first: the size of the first screen does not grow with them. */
export async function loadRest(): Promise<void> {
  if (spoken === undefined) return;
  const { language, texts } = await spoken;
  const rest = language === "en" ? await import("./rest-en") : await import("./rest-zh-CN");
  Object.assign(texts, rest.texts);
}
