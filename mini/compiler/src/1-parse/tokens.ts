import type { Notes } from "../diagnostics.ts";
import { mustacheEnd, parts } from "./mustache.ts";
import type { Attribute, Part } from "./tree.ts";

export type Token =
  | { readonly kind: "text"; readonly parts: readonly Part[]; readonly offset: number }
  | {
      readonly kind: "open";
      readonly name: string;
      readonly attributes: readonly Attribute[];
      readonly isClosed: boolean;
      readonly offset: number;
    }
  | { readonly kind: "close"; readonly name: string; readonly offset: number };

const NAME = /[A-Za-z_][\w:.-]*/y;
const SPACE = /\s+/y;
const ATTRIBUTE = /[^\s=>"'/][^\s=>"'/]*/y;

/** Cuts AXML into tags and texts. `{{…}}` is atomic everywhere, so quotes and `<` inside an expression are only that. */
export class Tokens {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly notes: Notes,
  ) {}

  *all(): Generator<Token> {
    while (this.at < this.source.length) {
      if (this.source.startsWith("<!--", this.at)) this.passOver("-->", 4);
      else if (this.source.startsWith("<!", this.at) || this.source.startsWith("<?", this.at)) this.passOver(">", 2);
      else if (this.isTag()) yield this.source[this.at + 1] === "/" ? this.close() : this.open();
      else yield this.text();
    }
  }

  private isTag(): boolean {
    return this.source[this.at] === "<" && /^<\/?[A-Za-z_]/.test(this.source.slice(this.at, this.at + 3));
  }

  private passOver(end: string, least: number): void {
    const found = this.source.indexOf(end, this.at + least);
    this.at = found === -1 ? this.source.length : found + end.length;
  }

  private text(): Token {
    const offset = this.at;
    // The first sign is text even when it is a `<`: what begins a tag was asked before.
    for (let first = true; this.at < this.source.length; first = false) {
      if (!first && this.source[this.at] === "<" && (this.isTag() || this.source[this.at + 1] === "!")) break;
      const end = this.source.startsWith("{{", this.at) ? mustacheEnd(this.source, this.at) : -1;
      this.at = end === -1 ? this.at + 1 : end;
    }
    return { kind: "text", parts: parts(this.source, offset, this.at, this.notes), offset };
  }

  private close(): Token {
    const offset = this.at;
    this.at += 2;
    const name = this.match(NAME);
    this.passOver(">", 0);
    return { kind: "close", name, offset };
  }

  private open(): Token {
    const offset = this.at;
    this.at += 1;
    const name = this.match(NAME);
    const attributes: Attribute[] = [];
    for (;;) {
      this.match(SPACE);
      const sign = this.source[this.at];
      if (sign === undefined) {
        this.notes.say("tag_cut", offset, name);
        return { kind: "open", name, attributes, isClosed: true, offset };
      }
      if (sign === ">") {
        this.at++;
        return { kind: "open", name, attributes, isClosed: false, offset };
      }
      if (this.source.startsWith("/>", this.at)) {
        this.at += 2;
        return { kind: "open", name, attributes, isClosed: true, offset };
      }
      // The next tag begins: this one was never ended.
      if (sign === "<" && this.isTag()) return { kind: "open", name, attributes, isClosed: false, offset };
      const one = this.attribute();
      if (one) attributes.push(one);
    }
  }

  private attribute(): Attribute | undefined {
    const offset = this.at;
    if (this.source.startsWith("{{", this.at)) {
      const end = mustacheEnd(this.source, this.at);
      this.at = end === -1 ? this.at + 2 : end;
      return undefined;
    }
    const name = this.match(ATTRIBUTE);
    if (name === "") {
      this.at++;
      return undefined;
    }
    this.match(SPACE);
    if (this.source[this.at] !== "=") return { name, value: null, offset };
    this.at++;
    this.match(SPACE);
    return { name, value: this.value(name), offset };
  }

  private value(name: string): readonly Part[] {
    const quote = this.source[this.at];
    const isQuoted = quote === '"' || quote === "'";
    const start = isQuoted ? this.at + 1 : this.at;
    for (let at = start; at < this.source.length; at++) {
      if (this.source.startsWith("{{", at)) {
        const end = mustacheEnd(this.source, at);
        if (end !== -1 && !(isQuoted && this.leaves(at, end))) at = end - 1;
      } else if (isQuoted ? this.source[at] === quote : /[\s>]/.test(this.source[at] ?? "")) {
        this.at = isQuoted ? at + 1 : at;
        return parts(this.source, start, at, this.notes);
      }
    }
    this.notes.say("attribute_quote", start, name);
    this.at = this.source.length;
    return parts(this.source, start, this.at, this.notes);
  }

  /** Whether a mustache was never closed, and what looks like its end is another attribute's. */
  private leaves(start: number, end: number): boolean {
    const within = this.source.slice(start + 2, end);
    return /["']\s+[\w:-]+\s*=\s*["']\{\{/.test(within);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0] ?? "";
    this.at += found.length;
    return found;
  }
}
