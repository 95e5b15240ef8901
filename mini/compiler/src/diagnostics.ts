/** What the compiler has to say about a place in a source file. It says and goes on; it never throws. */
export interface Diagnostic {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly severity: "error" | "warning";
  readonly code: Code;
  readonly message: string;
}

type Text = (...given: string[]) => string;

const error = (text: Text) => ({ severity: "error" as const, text });
const warning = (text: Text) => ({ severity: "warning" as const, text });

/** Every message. An error leaves a part of the program out; a warning only says what a phone may do otherwise. */
const MESSAGES = {
  file_missing: error((path) => `There is no file ${path}.`),
  json_broken: error((reason) => `This is no JSON: ${reason}.`),
  json_loose: warning(() => "Comments or trailing commas are not JSON; they are read all the same."),
  config_key_unknown: warning((key) => `The key ${key} does nothing here.`),
  config_value_odd: warning((key, wanted) => `${key} takes ${wanted}.`),
  page_missing: warning((page) => `There are no files of the page ${page}; it is drawn empty.`),
  page_twice: warning((page) => `The page ${page} is listed twice.`),
  tag_unclosed: warning((tag) => `<${tag}> is not closed; it ends where its parent ends.`),
  tag_unopened: warning((tag) => `</${tag}> closes nothing.`),
  tag_cut: error((tag) => `The file ends within <${tag}.`),
  tag_too_deep: error((most) => `More than ${most} tags stand in one another; what is deeper is left out.`),
  tag_unknown: warning((tag) => `<${tag}> is neither built in nor in usingComponents; nothing is drawn for it.`),
  tag_placeholder: warning((tag) => `<${tag}> is drawn as a placeholder only.`),
  attribute_unknown: warning((tag, name) => `<${tag}> has no attribute ${name}.`),
  attribute_choice: warning((name, words) => `${name} takes one of: ${words}.`),
  attribute_twice: warning((name) => `${name} is given twice; the last one counts.`),
  attribute_quote: warning((name) => `The value of ${name} has no closing quote.`),
  web_address: warning((src) => `<web-view> shows pages by https:// only, not ${src}.`),
  event_unknown: warning((tag, name) => `<${tag}> does not tell of ${name}.`),
  directive_foreign: warning((name, own) => `${name} belongs to another platform; it is read as ${own}.`),
  directive_unknown: warning((name) => `There is no directive ${name}.`),
  else_alone: error(() => "a:else and a:elif follow a tag with a:if or a:elif."),
  expression_broken: error((reason) => `This expression cannot be read: ${reason}.`),
  expression_forbidden: error((what) => `${what} cannot stand in an expression of AXML.`),
  mustache_unclosed: warning(() => "{{ is not closed by }}; it is shown as text."),
  template_unknown: warning((name) => `No template ${name} is in this file or what it imports.`),
  sjs_forbidden: error((what) => `SJS has no ${what}.`),
  sjs_import: error((path) => `SJS imports .sjs files only, not ${path}.`),
  script_broken: error((reason) => `This script cannot be read: ${reason}`),
  module_missing: error((path) => `Nothing is found for ${path}.`),
  package_apart: error((path, root) => `${path} is in the subpackage ${root}, which only its own files may use.`),
  package_tab: warning(
    (page) => `The tab page ${page} is in a subpackage; a phone wants tab pages in the main package.`,
  ),
  module_of_node: warning((name) => `${name} is a module of Node, which a phone does not have: to require it throws.`),
  style_broken: error((reason) => `This style cannot be read: ${reason}.`),
  style_attribute_selector: warning(() => "A phone may ignore selectors by attribute."),
  style_reserved: warning((name) => `.${name}: classes that begin with a- or am- are the platform's.`),
  data_in_place: warning((what) => `${what} is changed in place; a phone shows it only after setData.`),
  set_data_undefined: warning(() => "undefined does not reach the view of a phone; give null."),
  view_deep: warning((depth, most) => `Views stand ${depth} deep in one another; more than ${most} are drawn slowly.`),
  view_wide: warning((tag, count, most) => `<${tag}> has ${count} children; more than ${most} are drawn slowly.`),
  program_large: warning((bytes, most) => `The program has ${bytes} bytes; at most ${most} can be published.`),
} as const satisfies Record<string, { severity: "error" | "warning"; text: Text }>;

export type Code = keyof typeof MESSAGES;

/** Turns offsets into lines and columns, and keeps what is said. One for each source file. */
export class Notes {
  private starts: number[] | undefined;

  constructor(
    readonly file: string,
    private readonly source: string,
    readonly said: Diagnostic[] = [],
  ) {}

  say(code: Code, offset: number, ...given: string[]): void {
    const { line, column } = this.place(offset);
    this.sayAt(code, line, column, ...given);
  }

  sayAt(code: Code, line: number, column: number, ...given: string[]): void {
    const { severity, text } = MESSAGES[code];
    this.said.push({ file: this.file, line, column, severity, code, message: (text as Text)(...given) });
  }

  place(offset: number): { line: number; column: number } {
    this.starts ??= lineStarts(this.source);
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf("\n"); at !== -1; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** One line of a report: `pages/index.axml:3:5 warning tag_unclosed: …`. */
export function written(one: Diagnostic): string {
  return `${one.file}:${one.line}:${one.column} ${one.severity} ${one.code}: ${one.message}`;
}
