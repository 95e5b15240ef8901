// What several components take alike.
import type { ComponentSpec, Tier, Value } from "./kinds.ts";

export type Attributes = Readonly<Record<string, Value>>;

export function built<const E extends readonly string[]>(tier: Tier, attributes: Attributes, events: E): ComponentSpec {
  return { tier, attributes, events };
}

export const HOVER: Attributes = { "hover-class": "text", "hover-start-time": "number", "hover-stay-time": "number" };
export const DISABLED: Attributes = { disabled: "boolean" };
export const NAMED: Attributes = { name: "text" };
