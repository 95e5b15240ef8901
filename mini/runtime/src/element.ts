import { COMPONENTS } from "@everywhere/mini-spec";
import type { Data } from "./paths.ts";

/** What is drawn for, and by: the page or component whose AXML says the element. */
export interface Owner {
  handle(name: string, given: readonly unknown[]): unknown;
  /** Marks elements of a component whose styles are its own. */
  readonly scope?: string | undefined;
  /** What a class of `externalClasses` stands for. */
  classes?(name: string): string;
  readonly root?: ShadowRoot | undefined;
  readonly instance?: { readonly self: unknown } | undefined;
}

/** What an element knows beside its attributes. One object, set at every drawing, and read when something happens. */
export interface Known {
  readonly tag: string;
  readonly owner: Owner;
  readonly data: Data;
  /** `tap`, `catch:tap`, `capture:tap`, `capture-catch:tap` → a method's name, or a function. */
  readonly events: Readonly<Record<string, unknown>> | null;
  /** Of `change:x`: the listener in SJS, and the value that it hears of. */
  readonly changes?: Readonly<Record<string, readonly [unknown, unknown]>> | undefined;
}

/** Where something is on a picture, in pixels. */
export interface PointOnMap {
  readonly x: number;
  readonly y: number;
}

export interface PlaceOnMap {
  readonly latitude: number;
  readonly longitude: number;
}

/** What `my.createMapContext` holds a map by. */
export interface MapHandle {
  readonly view: PlaceOnMap & { readonly scale: number };
  readonly size: PointOnMap;
  shown(place: PlaceOnMap): PointOnMap;
  moveTo(next: Partial<PlaceOnMap & { readonly scale: number }>): void;
  include(places: readonly PlaceOnMap[]): void;
  /** The place that a point of the map shows. */
  placeAt(point: PointOnMap): PlaceOnMap;
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
  private known: Known | undefined = undefined;
  private moving: unknown = undefined;
  field: Field | undefined = undefined;
  handle: MapHandle | undefined = undefined;

  get mini(): Known | undefined {
    return this.known;
  }

  set mini(next: Known | undefined) {
    const before = this.known;
    this.known = next;
    if (next?.changes !== undefined) onChange(this, next, before);
    if (next?.events && next.events !== before?.events) onEvents(this, next.events);
  }

  /** The attribute `animation`: carried out once for each that is given. */
  set movement(next: unknown) {
    if (next !== undefined && next !== this.moving) onMovement(this, next);
    this.moving = next;
  }
}

type Heard<T extends unknown[]> = (element: MiniElement, ...given: T) => void;
let onChange: Heard<[Known, Known | undefined]> = () => undefined;
let onMovement: Heard<[unknown]> = () => undefined;
let onEvents: Heard<[Readonly<Record<string, unknown>>]> = () => undefined;

/** Who carries out what an element is told by its attributes. */
export function onElements(changes: typeof onChange, movement: typeof onMovement, events: typeof onEvents): void {
  onChange = changes;
  onMovement = movement;
  onEvents = events;
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
