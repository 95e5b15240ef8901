import type { Language } from "@/app/i18n";

/** Each language is named in itself, whoever reads. */
export const LANGUAGE_NAMES: Record<Language, string> = { "zh-CN": "中文", en: "English" };
