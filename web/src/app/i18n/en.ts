import { flat } from "./flat";

export const texts = flat(
  import.meta.glob<Record<string, string>>("../../**/messages/en.json", { eager: true, import: "default" }),
);
