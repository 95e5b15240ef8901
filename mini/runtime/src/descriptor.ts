import { MiniElement, type Owner, styleOf } from "./element.ts";
import { allOf } from "./query.ts";

/** What is known of an element to the scripts of the view: the same object each time, so that its state lasts. */
const known = new WeakMap<object, Descriptor>();

/** Whoever draws elements: its root, and whether an element is of its own drawing. */
interface Place {
  readonly root: () => ParentNode | undefined;
  readonly owner: Owner;
}

/** The `instance` of an event, and the `ownerComponent`, as SJS gets them. An owner has no element of its own. */
export class Descriptor {
  private readonly state: Record<string, unknown> = {};
  private readonly style = new Map<string, string>();
  private readonly classes = new Map<string, boolean>();
  private observer: MutationObserver | undefined;

  private constructor(
    private readonly place: Place,
    private readonly element: MiniElement | undefined,
  ) {}

  static of(place: Place, element?: MiniElement): Descriptor {
    const key = element ?? place.owner;
    const one = known.get(key) ?? new Descriptor(place, element);
    known.set(key, one);
    return one;
  }

  selectComponent(selector: string): Descriptor | null {
    return this.selectAllComponents(selector)[0] ?? null;
  }

  selectAllComponents(selector: string): Descriptor[] {
    const root = this.element ?? this.place.root();
    return (root ? allOf(root, selector) : [])
      .filter(
        (one) =>
          one instanceof MiniElement && one.mini !== undefined && (this.element ?? one.mini.owner === this.place.owner),
      )
      .map((one) => Descriptor.of(this.place, one as MiniElement));
  }

  selectOwnerComponent(): Descriptor {
    return Descriptor.of(this.place);
  }

  getState(): Record<string, unknown> {
    return this.state;
  }

  getDataset(): Readonly<Record<string, unknown>> {
    return this.element?.mini?.data ?? {};
  }

  /** A text or an object; it stays over what the program draws later. */
  setStyle(given: unknown): this {
    for (const part of (styleOf(given) ?? "").split(";")) {
      const at = part.indexOf(":");
      if (at > 0) this.style.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
    }
    return this.apply();
  }

  addClass(...names: string[]): this {
    for (const name of names.flatMap((one) => one.split(/\s+/))) if (name !== "") this.classes.set(name, true);
    return this.apply();
  }

  removeClass(...names: string[]): this {
    for (const name of names.flatMap((one) => one.split(/\s+/))) if (name !== "") this.classes.set(name, false);
    return this.apply();
  }

  hasClass(name: string): boolean {
    return this.element?.classList.contains(name) ?? false;
  }

  /** A method of the page or component whose AXML this is. */
  callMethod(name: string, given?: unknown): unknown {
    return this.place.owner.handle(name, [given]);
  }

  requestAnimationFrame(run: FrameRequestCallback): number {
    return requestAnimationFrame(run);
  }

  getBoundingClientRect(): object {
    const { left, top, right, bottom, width, height } = (this.element ?? document.body).getBoundingClientRect();
    return { left, top, right, bottom, width, height };
  }

  getComputedStyle(names: readonly string[] = []): Record<string, string> {
    const style = getComputedStyle(this.element ?? document.body);
    return Object.fromEntries(
      names.map((name) => [name, style.getPropertyValue(name.replace(/[A-Z]/g, "-$&").toLowerCase())]),
    );
  }

  private apply(): this {
    const { element } = this;
    if (!element) return this;
    const put = () => {
      for (const [name, value] of this.style) element.style.setProperty(name, value);
      for (const [name, isOn] of this.classes) element.classList.toggle(name, isOn);
      // What this itself changed is not told to it.
      this.observer?.takeRecords();
    };
    if (!this.observer) {
      this.observer = new MutationObserver(put);
      this.observer.observe(element, { attributes: true, attributeFilter: ["style", "class"] });
    }
    put();
    return this;
  }
}
