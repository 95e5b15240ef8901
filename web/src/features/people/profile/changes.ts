import type { Shape } from "@/api";
import type { Me } from "../session/me";

/** What was changed of a profile and is not saved yet, as it was typed. */
export type Changes = Partial<Pick<Me, "name" | "bio" | "language" | "picture_id">>;

/** What to send: only what differs from what the server has; undefined where nothing does. */
export function changed(me: Me, draft: Changes): Shape<"MeChanges"> | undefined {
  const tidy: Changes = { ...draft };
  if (tidy.name !== undefined) tidy.name = tidy.name.trim();
  const names = (Object.keys(tidy) as (keyof Changes)[]).filter((name) => tidy[name] !== me[name]);
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, tidy[name]]));
}
