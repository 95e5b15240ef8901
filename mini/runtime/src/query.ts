import { componentNamed } from "@everywhere/mini-spec";
import { canvasNode } from "./canvas-node.ts";
import type { MiniElement } from "./element.ts";
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
  /** What is asked, in order. uni-app keeps its own callbacks on what stands here. */
  readonly actions: {
    find: Find;
    isMany: boolean;
    measure: Measure;
    heard?: Heard | undefined;
  }[] = [];
  private find: Find = () => [];
  private isMany = false;

  constructor(
    private readonly root: () => ShadowRoot | undefined,
    private within?: unknown,
  ) {}

  /** From now on in this component, as far as it has what is asked for; else on its page. */
  in(component: unknown): this {
    this.within = component;
    return this;
  }

  select(selector: string): this {
    const { within } = this;
    return this.choose((root) => ownFirst(allOf(root, selector), within).slice(0, 1), false);
  }

  selectAll(selector: string): this {
    const { within } = this;
    return this.choose((root) => ownFirst(allOf(root, selector), within), true);
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
    // What was asked stays asked: another exec measures all of it again.
    const questions = [...this.actions];
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
    this.actions.push({ find: this.find, isMany: this.isMany, measure, heard });
    return this;
  }
}

/** What a component draws itself, where it draws any of them. */
function ownFirst(found: Element[], within: unknown): Element[] {
  const own = within ? found.filter((one) => (one as Partial<MiniElement>).mini?.owner.instance?.self === within) : [];
  return own.length > 0 ? own : found;
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
