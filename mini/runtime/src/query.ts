import { componentNamed } from "@everywhere/mini-spec";
import { canvasNode } from "./canvas-node.ts";
import { guarded } from "./errors.ts";

type Heard = (result: unknown) => void;
type Measure = (element: Element) => unknown;
type Find = (root: ParentNode) => Element[];

/** Tags in a selector mean built-ins: `view .a` is `mp-view .a`. */
export function selectorOf(text: string): string {
  return text.replace(/(^|[\s>+~,])([a-z][a-z-]*)/g, (whole, before: string, tag: string) =>
    tag === "page" || componentNamed(tag) ? `${before}mp-${tag}` : whole,
  );
}

/** All that match; none for a selector that cannot be read. */
export function allOf(root: ParentNode, selector: string): Element[] {
  try {
    return [...root.querySelectorAll(selectorOf(selector))];
  } catch {
    return [];
  }
}

/** `my.createSelectorQuery()`: collects questions, measures all of them at once after the next drawing. */
export class SelectorQuery {
  private readonly questions: {
    find: Find;
    isMany: boolean;
    measure: Measure;
    heard?: Heard | undefined;
  }[] = [];
  private find: Find = () => [];
  private isMany = false;

  constructor(private readonly root: () => ShadowRoot | undefined) {}

  in(): this {
    return this;
  }

  select(selector: string): this {
    return this.choose((root) => allOf(root, selector).slice(0, 1), false);
  }

  selectAll(selector: string): this {
    return this.choose((root) => allOf(root, selector), true);
  }

  selectViewport(): this {
    return this.choose((root) => {
      const page = root.querySelector("mp-page");
      return page ? [page] : [];
    }, false);
  }

  boundingClientRect(heard?: Heard): this {
    return this.ask(rect, heard);
  }

  scrollOffset(heard?: Heard): this {
    return this.ask(
      ({ scrollTop, scrollLeft, scrollHeight, scrollWidth }) => ({ scrollTop, scrollLeft, scrollHeight, scrollWidth }),
      heard,
    );
  }

  /** `{ rect, size, scrollOffset, dataset, id, computedStyle: [...] }`: what to tell. */
  fields(wanted: Readonly<Record<string, unknown>>, heard?: Heard): this {
    return this.ask((element) => fieldsOf(element, wanted), heard);
  }

  node(heard?: Heard): this {
    return this.ask((element) => {
      const canvas = element.querySelector("canvas");
      return { node: canvas ? canvasNode(canvas) : element };
    }, heard);
  }

  exec(heard?: Heard): this {
    const questions = this.questions.splice(0);
    const asked = this.root();
    requestAnimationFrame(() => {
      // Who asked is gone with its page, and the page that is shown now was not meant.
      if (asked && !asked.host.isConnected) return;
      const root = asked ?? this.root() ?? document;
      const answers = questions.map(({ find, isMany, measure, heard: one }) => {
        const found = find(root).map(measure);
        const answer = isMany ? found : (found[0] ?? null);
        if (one)
          guarded("createSelectorQuery", () => {
            one(answer);
          });
        return answer;
      });
      if (heard)
        guarded("createSelectorQuery", () => {
          heard(answers);
        });
    });
    return this;
  }

  private choose(find: Find, isMany: boolean): this {
    this.find = find;
    this.isMany = isMany;
    return this;
  }

  private ask(measure: Measure, heard: Heard | undefined): this {
    this.questions.push({ find: this.find, isMany: this.isMany, measure, heard });
    return this;
  }
}

function rect(element: Element): Record<string, unknown> {
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
  const dataset = (element as { mini?: { data?: unknown } }).mini?.data ?? {};
  return { id: element.id, dataset, left, top, right, bottom, width, height };
}

function fieldsOf(element: Element, wanted: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const all = rect(element);
  const style = Array.isArray(wanted["computedStyle"]) ? getComputedStyle(element) : undefined;
  return {
    ...(wanted["id"] === true && { id: all["id"] }),
    ...(wanted["dataset"] === true && { dataset: all["dataset"] }),
    ...(wanted["rect"] === true && { left: all["left"], top: all["top"], right: all["right"], bottom: all["bottom"] }),
    ...(wanted["size"] === true && { width: all["width"], height: all["height"] }),
    ...(wanted["scrollOffset"] === true && { scrollLeft: element.scrollLeft, scrollTop: element.scrollTop }),
    ...(style &&
      Object.fromEntries((wanted["computedStyle"] as string[]).map((name) => [name, style.getPropertyValue(name)]))),
  };
}
