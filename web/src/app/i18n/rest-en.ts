import { flat } from "./flat";

/** What every other screen says; they wait for it. */
export const texts = flat(
  import.meta.glob<Record<string, string>>(
    [
      "/src/features/*/messages/en.json",
      "/src/features/people/profile/messages/en.json",
      "!/src/features/{nearby,people}/messages/en.json",
    ],
    { eager: true, import: "default" },
  ),
);
