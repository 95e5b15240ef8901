import { flat } from "./flat";

/** What the first screen says, and signing in, which opens over it. */
export const texts = flat(
  import.meta.glob<Record<string, string>>(
    ["/src/{app,ui}/messages/zh-CN.json", "/src/features/{nearby,people}/messages/zh-CN.json"],
    { eager: true, import: "default" },
  ),
);
