// What AXML is parsed to. Offsets count UTF-16 units from the start of the file.

export interface Text {
  readonly kind: "text";
  readonly parts: readonly Part[];
  readonly offset: number;
}

/** A value is text and expressions by turns; `"a {{b}}"` has two parts. */
export type Part = { readonly text: string } | { readonly code: string; readonly offset: number };

export interface Attribute {
  readonly name: string;
  /** null: written without a value, which means true. */
  readonly value: readonly Part[] | null;
  readonly offset: number;
}

export interface Element {
  readonly kind: "element";
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly children: Node[];
  readonly offset: number;
}

export type Node = Text | Element;

export function attribute(element: Element, name: string): Attribute | undefined {
  return element.attributes.findLast((one) => one.name === name);
}

/** The text of an attribute that has no expression in it. */
export function plain(one: Attribute | undefined): string | undefined {
  if (!one?.value) return undefined;
  return one.value.every((part) => "text" in part)
    ? one.value.map((part) => ("text" in part ? part.text : "")).join("")
    : undefined;
}
