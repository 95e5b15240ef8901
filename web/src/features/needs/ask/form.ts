import type { Speech } from "@/app/i18n";

/** A field of a category's form: the part of JSON Schema that the server's forms use. */
export interface FormField {
  name: string;
  title: string;
  type: "string" | "integer" | "number" | "boolean";
  unit: string | undefined;
  isNeeded: boolean;
  maxLength: number | undefined;
  least: number | undefined;
  most: number | undefined;
  choices: { value: string; label: string }[] | undefined;
}

interface Property {
  type: FormField["type"];
  title: string;
  "x-title-zh"?: string;
  "x-unit"?: string;
  enum?: string[];
  "x-enum-titles"?: string[];
  "x-enum-titles-zh"?: string[];
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

/** The fields of a category's form (JSON Schema), in the reader's language. */
export function fieldsOf(form: Record<string, unknown>, language: Speech["language"]): FormField[] {
  const isChinese = language === "zh-CN";
  const needed = new Set((form["required"] as string[] | undefined) ?? []);
  return Object.entries((form["properties"] ?? {}) as Record<string, Property>).map(([name, property]) => {
    const labels = (isChinese ? property["x-enum-titles-zh"] : property["x-enum-titles"]) ?? property.enum;
    return {
      name,
      title: (isChinese ? property["x-title-zh"] : undefined) ?? property.title,
      type: property.type,
      unit: property["x-unit"],
      isNeeded: needed.has(name),
      maxLength: property.maxLength,
      least: property.minimum,
      most: property.maximum,
      choices: property.enum?.map((value, index) => ({ value, label: labels?.[index] ?? value })),
    };
  });
}
