import { flat } from "./flat";

export const texts = flat(
  import.meta.glob<Record<string, string>>("/src/**/messages/en.json", { eager: true, import: "default" }),
);
