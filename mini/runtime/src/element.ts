import { COMPONENTS } from "@everywhere/mini-spec";
import type { Data } from "./paths.ts";

/** What is drawn for, and by: the page or component whose AXML says the element. */
export interface Owner {
  handle(name: string, given: readonly unknown[]): unknown;
}

/** What an element knows beside its attributes. One object, set at every drawing, and read when something happens. */
export interface Known {
  readonly tag: string;
  readonly owner: Owner;
  readonly data: Data;
  /** `tap`, `catch:tap`, `capture:tap`, `capture-catch:tap` → a method's name, or a function. */
  readonly events: Readonly<Record<string, unknown>> | null;
}

/** A control as forms and labels know it. */
export interface Field {
  readonly name: string;
  value(): unknown;
  reset(): void;
  /** What a tap on its label does. */
  activate?(): void;
}

/** Any built-in of AXML in the page. Light DOM, so that the program's own styles reach it. */
export class MiniElement extends HTMLElement {
  mini: Known | undefined = undefined;
  field: Field | undefined = undefined;
}

/** Names all built-ins to the browser: `view` is `mp-view`, and the page itself `mp-page`. */
export function defineElements(): void {
  for (const name of ["page", ...Object.keys(COMPONENTS)]) {
    if (!customElements.get(`mp-${name}`)) customElements.define(`mp-${name}`, class extends MiniElement {});
  }
}

const RPX = /([+-]?(?:\d+\.?\d*|\.\d+))rpx\b/g;

/** A style attribute: text, with rpx as in ACSS. */
export function styleOf(value: unknown): string | undefined {
  if (typeof value === "object" && value !== null) {
    return styleOf(
      Object.entries(value)
        .map(([name, one]) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${String(one)}`)
        .join(";"),
    );
  }
  if (typeof value !== "string" || value === "") return undefined;
  return value.includes("rpx") ? value.replace(RPX, "calc(var(--rpx) * $1)") : value;
}

export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") return Array.isArray(value) ? value.map(textOf).join(",") : "[object Object]";
  return String(value as string | number);
}

/** Whether an attribute is on: written alone, true, or a text other than "false". */
export function isOn(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== "" && value !== "false" && value !== 0;
}

/** A number as AXML gives it: a number, or a text of one. */
export function numberOf(value: unknown, otherwise: number): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : otherwise;
}

/** An address in the program: from its root, which is where the frame's own document is. */
export function addressOf(value: unknown): string {
  const text = textOf(value);
  return /^\/(?!\/)/.test(text) ? text.slice(1) : text;
}
