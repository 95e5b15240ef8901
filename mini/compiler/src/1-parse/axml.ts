import type { Notes } from "../diagnostics.ts";
import { Tokens } from "./tokens.ts";
import type { Element, Node, Part } from "./tree.ts";

/** Tags in one another; the phone's own budget is 30 for what is drawn. */
const DEEPEST = 200;

/** Tags that hold nothing; programs write them as HTML does, without an end. */
const CHILDLESS = new Set([
  "image",
  "input",
  "import",
  "include",
  "import-sjs",
  "icon",
  "progress",
  "slider",
  "switch",
]);

/** Parses AXML whole, whatever it holds: tags that are not balanced are closed where their parent ends, and said. */
export function parseAxml(source: string, notes: Notes): Node[] {
  const top: Node[] = [];
  const open: Element[] = [];
  const into = () => open.at(-1)?.children ?? top;
  for (const token of new Tokens(source, notes).all()) {
    if (token.kind === "text") {
      const parts = tidied(token.parts);
      if (parts.length > 0) into().push({ kind: "text", parts, offset: token.offset });
    } else if (token.kind === "close") close(token.name, token.offset, open, notes);
    else {
      const { name, attributes, offset } = token;
      const element: Element = { kind: "element", name, attributes, children: [], offset };
      if (open.length === DEEPEST) notes.say("tag_too_deep", offset, String(DEEPEST));
      if (open.length <= DEEPEST) into().push(element);
      if (!token.isClosed) open.push(element);
    }
  }
  ended(open, top, notes);
  return top;
}

/** Ends what is open below the list `into`, innermost first. */
function ended(open: readonly Element[], into: Node[], notes: Notes): void {
  for (let at = open.length - 1; at >= 0; at--) {
    const left = open[at];
    if (!left) continue;
    notes.say("tag_unclosed", left.offset, left.name);
    // What has no content was meant to stand before what follows, not around it.
    if (CHILDLESS.has(left.name)) (open[at - 1]?.children ?? into).push(...left.children.splice(0));
  }
}

function close(name: string, offset: number, open: Element[], notes: Notes): void {
  const place = open.findLastIndex((one) => one.name === name);
  if (place === -1) {
    notes.say("tag_unopened", offset, name);
    return;
  }
  const [closed, ...left] = open.splice(place);
  if (closed) ended(left, closed.children, notes);
}

/** White space at the ends of a text that has a line break is the file's layout, not the program's text. */
function tidied(parts: readonly Part[]): Part[] {
  const last = parts.length - 1;
  return parts
    .map((part, at) => {
      if (!("text" in part)) return part;
      let { text } = part;
      if (at === 0) text = text.replace(/^[ \t\r]*\n\s*/, "");
      if (at === last) text = text.replace(/[ \t\r]*\n\s*$/, "");
      return { text };
    })
    .filter((part) => !("text" in part) || part.text !== "");
}
