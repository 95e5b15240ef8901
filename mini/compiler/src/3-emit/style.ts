import { componentNamed } from "@everywhere/mini-spec";
import { type AtRule, type CssSyntaxError, type Declaration, parse, type Root, type Rule } from "postcss";
import selectorParser from "postcss-selector-parser";
import type { Notes } from "../diagnostics.ts";
import { folderOf, join } from "../files.ts";

export interface Style {
  readonly css: string;
  /** `@font-face` rules: a document's, not a page's. */
  readonly fonts: string;
  /** What it imports, as written, in order. */
  readonly imports: readonly string[];
}

const RPX = /(?<![\w#.-])([+-]?(?:\d+\.?\d*|\.\d+))rpx\b/gi;
const URL = /url\(\s*(["']?)(?!data:|https?:|\/\/|#|blob:)([^"')]+)\1\s*\)/gi;

/** Whom the rules of a file are for. */
export interface Reach {
  /** The mark of the one component whose elements they are for. */
  readonly scope?: string | undefined;
  /** Components that no others' rules reach: their marks end in this. */
  readonly sparesClosed?: boolean;
}

/** What the marks of `isolated` components end in. */
export const CLOSED = "-closed";

/** ACSS to CSS: tags get the names of our elements, rpx follow the width of the screen, addresses start at the program's root. */
export function emitStyle(path: string, source: string, notes: Notes, reach: Reach = {}): Style {
  let root: Root;
  try {
    root = parse(source, { from: path });
  } catch (broken) {
    const at = broken as Partial<CssSyntaxError>;
    notes.sayAt("style_broken", at.line ?? 1, at.column ?? 1, at.reason ?? String(broken));
    return { css: "", fonts: "", imports: [] };
  }
  const imports: string[] = [];
  const fonts: string[] = [];
  root.walkAtRules((rule) => {
    if (rule.name === "import") {
      const found = /^(?:url\()?\s*["']?([^"')]+?)["']?\s*\)?\s*;?$/.exec(rule.params)?.[1];
      if (found !== undefined) imports.push(found);
      rule.remove();
    } else if (rule.name === "media") rule.params = inPixels(rule.params);
  });
  root.walkDecls((one) => {
    rewrite(one, path);
  });
  root.walkRules((rule) => {
    if (!inKeyframes(rule)) rule.selector = renamed(rule, notes, markOf(reach));
  });
  root.walkAtRules("font-face", (rule) => {
    fonts.push(rule.toString());
    rule.remove();
  });
  return { css: root.toString(), fonts: fonts.join("\n"), imports };
}

function rewrite(one: Declaration, path: string): void {
  if (one.value.includes("rpx")) one.value = one.value.replace(RPX, "calc(var(--rpx) * $1)");
  if (one.value.includes("url(")) {
    one.value = one.value.replace(URL, (_, __, address: string) => `url("${rooted(address.trim(), path)}")`);
  }
}

/** Without its first slash: the frame's own address is the program's root. */
function rooted(address: string, path: string): string {
  return (address.startsWith("/") ? address : join(folderOf(path), address)).slice(1);
}

/** A media query knows no variables: a screen of 375 is meant. */
function inPixels(params: string): string {
  return params.replace(RPX, (_, number: string) => `${Number(number) / 2}px`);
}

function inKeyframes(rule: Rule): boolean {
  const parent = rule.parent as AtRule | undefined;
  return parent?.type === "atrule" && /keyframes$/i.test(parent.name);
}

/** Narrows a rule to whom it is for, without weighing on its specificity. */
function markOf({ scope, sparesClosed }: Reach): string {
  if (scope !== undefined) return `:where([data-s~="${scope}"])`;
  return sparesClosed ? `:where(:not([data-s$="${CLOSED}"]))` : "";
}

/** Puts the mark on the last element of a selector, before what is `::` of it. */
function narrow(selector: selectorParser.Selector, mark: string): void {
  const nodes = selector.nodes;
  let at = nodes.length;
  while (at > 0 && nodes[at - 1]?.type === "pseudo" && /^::|^:(before|after|first-l)/.test(nodes[at - 1]?.value ?? ""))
    at--;
  const made = selectorParser.pseudo({ value: mark });
  const before = nodes[at];
  if (before) selector.insertBefore(before, made);
  else selector.append(made);
}

function renamed(rule: Rule, notes: Notes, mark: string): string {
  const place = rule.source?.start ?? { line: 1, column: 1 };
  try {
    return selectorParser((selectors) => {
      if (mark !== "")
        selectors.each((one) => {
          narrow(one, mark);
        });
      selectors.walkTags((tag) => {
        if (tag.value === "page" || componentNamed(tag.value)) tag.value = `mp-${tag.value}`;
      });
      selectors.walkAttributes(() => {
        notes.sayAt("style_attribute_selector", place.line, place.column);
      });
      selectors.walkClasses((one) => {
        if (/^am?-/.test(one.value)) notes.sayAt("style_reserved", place.line, place.column, one.value);
      });
      selectors.walkPseudos((one) => {
        if (one.value === ":host") one.value = "mp-host";
      });
    }).processSync(rule.selector);
  } catch (broken) {
    notes.sayAt(
      "style_broken",
      place.line,
      place.column,
      broken instanceof Error ? (broken.message.split("\n")[0] ?? "") : String(broken),
    );
    return rule.selector;
  }
}
