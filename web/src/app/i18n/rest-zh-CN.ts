import { flat } from "./flat";

/** What every other screen says; they wait for it. */
export const texts = flat(
  import.meta.glob<Record<string, string>>(
    [
      "/src/features/*/messages/zh-CN.json",
      "/src/features/people/profile/messages/zh-CN.json",
      "!/src/features/{nearby,people}/messages/zh-CN.json",
    ],
    { eager: true, import: "default" },
  ),
);
