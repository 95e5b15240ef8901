import { flat } from "./flat";

/** What the first screen says, and signing in, which opens over it. */
export const texts = flat(
  import.meta.glob<Record<string, string>>(
    ["/src/{app,ui}/messages/en.json", "/src/features/{nearby,people}/messages/en.json"],
    { eager: true, import: "default" },
  ),
);
