import { addressOf, builtIn, common, type Given, styleOf, textOf } from "@everywhere/mini-runtime";
import type { VNode } from "preact";
import { make } from "./make.ts";

const TEXTUAL =
  "a abbr b bdi bdo big blockquote br center cite code dd del dfn div dl dt em fieldset font footer h1 h2 h3 h4 h5 h6 header hr i ins label legend li mark nav p pre q rt ruby s section small span strong sub sup tbody tfoot thead tr tt u ul";
const MORE: Readonly<Record<string, readonly string[]>> = {
  img: ["alt", "src", "width", "height"],
  table: ["width"],
  td: ["colspan", "rowspan", "width", "height"],
  th: ["colspan", "rowspan", "width", "height"],
  ol: ["start", "type"],
  col: ["span", "width"],
  colgroup: ["span", "width"],
};
const ALLOWED: ReadonlyMap<string, readonly string[]> = new Map([
  ...TEXTUAL.split(" ").map((tag) => [tag, [] as string[]] as const),
  ...Object.entries(MORE),
]);
const DEEPEST = 60;

/** A node of `rich-text`: text, or a tag with its attributes and children. */
interface Node {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly name?: unknown;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly children?: unknown;
}

/** HTML of a program: only known tags, with class, style and what belongs to the tag; nothing in it can act. */
function drawn(nodes: unknown, depth = 0): (VNode | string)[] {
  if (!Array.isArray(nodes) || depth > DEEPEST) return [];
  return (nodes as (Node | null)[]).flatMap((node): (VNode | string)[] => {
    if (typeof node !== "object" || node === null) return [];
    if (node.type === "text" || node.name === undefined) return [textOf(node.text)];
    const tag = textOf(node.name).toLowerCase();
    const own = ALLOWED.get(tag);
    if (own === undefined) return [];
    const { attrs = {} } = node;
    const given: Record<string, unknown> = {
      class: textOf(attrs["class"]) || undefined,
      style: styleOf(attrs["style"]),
    };
    for (const name of own) {
      if (attrs[name] !== undefined) given[name] = name === "src" ? addressOf(attrs[name]) : textOf(attrs[name]);
    }
    return [make(tag, given, drawn(node.children, depth + 1))];
  });
}

/** The same nodes from a text of HTML; reading it runs nothing. */
function parsed(html: string): Node[] {
  const of = (element: Element): Node[] =>
    [...element.childNodes].map((one) => {
      if (!(one instanceof Element)) return { type: "text", text: one.nodeType === 3 ? one.textContent : "" };
      const attrs = Object.fromEntries([...one.attributes].map(({ name, value }) => [name, value]));
      return { name: one.localName, attrs, children: of(one) };
    });
  return of(new DOMParser().parseFromString(html, "text/html").body);
}

function RichText(given: Given): VNode {
  const { nodes, selectable } = given.attributes;
  return make(
    "mp-rich-text",
    { ...common(given), "data-selectable": selectable === true ? "" : undefined },
    drawn(typeof nodes === "string" ? parsed(nodes) : nodes),
  );
}

export function defineRich(): void {
  builtIn("rich-text", RichText);
}
