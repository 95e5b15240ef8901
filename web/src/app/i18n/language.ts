/** Which language is spoken: what was chosen, else the first of the browser's that we have, else English. */
export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Texts = Record<string, string>;

const KEPT_AT = "everywhere.language";

export function preferred(): Language {
  const chosen = localStorage.getItem(KEPT_AT);
  if (chosen === "en" || chosen === "zh-CN") return chosen;
  const first = navigator.languages.find((each) => /^(zh|en)\b/i.test(each));
  return first?.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function keep(language: Language): void {
  localStorage.setItem(KEPT_AT, language);
}

/** All messages of a language, in one file of the build. */
export async function load(language: Language): Promise<Texts> {
  const { texts } = language === "en" ? await import("./en") : await import("./zh-CN");
  return texts;
}
