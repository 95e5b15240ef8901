import { IntlMessageFormat } from "intl-messageformat";
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from "react";
import * as format from "./format";
import type { Messages } from "./keys.gen";
import { keep, load, loadRest, type Language, type Texts } from "./language";

export { LANGUAGES, load, loadRest, preferred, type Language, type Texts } from "./language";
export type { Amount } from "./format";
export type MessageKey = keyof Messages;
type Values<Key extends MessageKey> = Messages[Key] extends undefined ? [] : [values: Messages[Key]];

/** How this reader is spoken to. */
export interface Speech {
  language: Language;
  setLanguage: (language: Language) => Promise<void>;
  t: <Key extends MessageKey>(key: Key, ...values: Values<Key>) => string;
  /** The one of two texts that a thing carries in both languages: `either(category, "name")`. */
  either: <Name extends string>(thing: Record<`${Name}_zh` | `${Name}_en`, string>, name: Name) => string;
  money: (amount: format.Amount, options?: { exact?: boolean }) => string;
  distance: (metres: number) => string;
  ago: (at: string) => string;
  when: (at: string) => string;
  day: (at: string) => string;
  number: (value: number) => string;
}

const Speaking = createContext<Speech | null>(null);

/** The words of the app. Formatted messages are kept, since the parser is dearer than the text. */
export function translator(language: Language, texts: Texts): Speech["t"] {
  const made = new Map<string, IntlMessageFormat>();
  return (key, ...values) => {
    const text = texts[key] ?? key;
    if (!text.includes("{") && !text.includes("'")) return text;
    const message = made.get(key) ?? new IntlMessageFormat(text, language);
    made.set(key, message);
    return String(message.format(values[0] as Record<string, string | number> | undefined));
  };
}

export function speech(language: Language, texts: Texts, setLanguage: Speech["setLanguage"]): Speech {
  const now = () => new Date();
  return {
    language,
    setLanguage,
    t: translator(language, texts),
    either: (thing, name) => thing[`${name}_${language === "en" ? "en" : "zh"}`],
    money: (amount, options) => format.money(language, amount, options),
    distance: (metres) => format.distance(language, metres),
    ago: (at) => format.ago(language, new Date(at), now()),
    when: (at) => format.when(language, new Date(at), now()),
    day: (at) => format.day(language, new Date(at)),
    number: (value) => format.number(language, value),
  };
}

export function SpeechProvider(props: {
  first: Language;
  texts: Texts;
  onChange?: (language: Language, texts: Texts) => void;
  children: ReactNode;
}) {
  const { first, onChange } = props;
  const [spoken, setSpoken] = useState({ language: first, texts: props.texts });
  const setLanguage = useCallback(
    async (language: Language) => {
      const texts = await load(language);
      await loadRest();
      keep(language);
      document.documentElement.lang = language;
      setSpoken({ language, texts });
      onChange?.(language, texts);
    },
    [onChange],
  );
  const value = useMemo(() => speech(spoken.language, spoken.texts, setLanguage), [spoken, setLanguage]);
  return <Speaking value={value}>{props.children}</Speaking>;
}

/** The reader's language: `const { t, money } = useSpeech()`. */
export function useSpeech(): Speech {
  const speaking = use(Speaking);
  if (speaking === null) throw new Error("useSpeech outside of SpeechProvider");
  return speaking;
}
