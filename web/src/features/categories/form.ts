import type { Category } from "@/features/nearby";
import type { Language } from "@/app/i18n";

export type Answer = string | number | boolean;
export type Answers = Record<string, Answer>;

interface Property {
  title: string;
  "x-title-zh": string;
  type: "string" | "integer" | "number" | "boolean";
  enum?: string[];
  "x-enum-titles"?: string[];
  "x-enum-titles-zh"?: string[];
  "x-unit"?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

/** One question of a kind of help, in the reader's language. */
export interface Question {
  code: string;
  title: string;
  type: "choice" | "text" | "number" | "yes";
  choices: { value: string; label: string }[];
  unit: string;
  least: number | undefined;
  most: number | undefined;
  isWhole: boolean;
  lengthMax: number;
}

const LENGTH_MAX = 200;

/** What the form of a kind of help asks (its JSON Schema, of the few shapes that the server's categories use). */
export function questionsOf(category: Category, language: Language): Question[] {
  const properties = (category.form as { properties?: Record<string, Property> }).properties ?? {};
  const isZh = language !== "en";
  return Object.entries(properties).map(([code, property]) => {
    const titles = isZh ? property["x-enum-titles-zh"] : property["x-enum-titles"];
    return {
      code,
      title: isZh ? property["x-title-zh"] : property.title,
      type: typeOf(property),
      choices: (property.enum ?? []).map((value, index) => ({ value, label: titles?.[index] ?? value })),
      unit: property["x-unit"] ?? "",
      least: property.minimum,
      most: property.maximum,
      isWhole: property.type === "integer",
      lengthMax: property.maxLength ?? LENGTH_MAX,
    };
  });
}

function typeOf(property: Property): Question["type"] {
  if (property.enum) return "choice";
  if (property.type === "boolean") return "yes";
  return property.type === "string" ? "text" : "number";
}

/** Answers with one more, or with one less where `answer` is undefined. */
export function answered(answers: Answers, code: string, answer: Answer | undefined): Answers {
  const others = Object.entries(answers).filter(([each]) => each !== code);
  return Object.fromEntries(answer === undefined ? others : [...others, [code, answer]]);
}

/** What somebody typed for a number; undefined for nothing, and for what the question does not take. */
export function numberOf(question: Question, typed: string): number | undefined {
  const value = Number(typed.trim().replace(",", "."));
  if (typed.trim() === "" || !Number.isFinite(value) || (question.isWhole && !Number.isInteger(value)))
    return undefined;
  if (value < (question.least ?? -Infinity) || value > (question.most ?? Infinity)) return undefined;
  return value;
}

/** Whether an answer was given to read out; a "no" is not worth a line. */
export function isTold(answer: unknown): answer is Answer {
  return answer !== undefined && answer !== null && answer !== "" && answer !== false;
}
