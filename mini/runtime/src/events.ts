import { report } from "./errors.ts";
import { Descriptor } from "./descriptor.ts";
import { type Known, MiniElement, type Owner } from "./element.ts";
import { afterDrawing } from "./schedule.ts";

type Detail = Readonly<Record<string, unknown>>;

/** What a handler is given. */
export interface Happened {
  readonly type: string;
  readonly timeStamp: number;
  readonly target: Detail;
  readonly currentTarget: Detail;
  readonly detail: Detail;
  readonly [name: string]: unknown;
}

interface Way {
  readonly stop: boolean;
}

const sjs = new WeakSet<object>();

/** Marks a function of SJS: as a handler it is called with the event and its owner, and may return false. */
export function markSjs(value: unknown): void {
  if (typeof value === "function") sjs.add(value);
}

/** Tells of something along the way from the page to the element and back, as handlers in AXML listen. */
export function tell(
  type: string,
  from: EventTarget | null,
  detail: Detail,
  more: Detail = {},
  bubbles = true,
): boolean {
  const way = wayOf(from);
  const target = way[0];
  if (!target) return false;
  const happened = { type, timeStamp: Date.now(), target: told(target), detail, ...more };
  const key = type.toLowerCase();
  for (const element of way.toReversed()) {
    const { stop } = at(element, ["capture:", "capture-catch:"], key, happened);
    if (stop) return true;
  }
  for (const element of bubbles ? way : [target]) {
    const { stop } = at(element, ["", "catch:"], key, happened);
    if (stop) return true;
  }
  return false;
}

/** Tells the handlers of one element only: what does not bubble. */
export function tellOnly(element: MiniElement, type: string, detail: Detail): void {
  tell(type, element, detail, {}, false);
}

function at(
  element: MiniElement,
  [plain, caught]: readonly [string, string],
  key: string,
  happened: Omit<Happened, "currentTarget">,
): Way {
  const known = element.mini;
  if (!known?.events) return { stop: false };
  // Whose handler runs says the dataset, also of the target; that of what was touched is the targetDataset.
  const event = {
    ...happened,
    currentTarget: told(element),
    target: { ...(happened.target as Detail), dataset: known.data },
  } as unknown as Happened;
  let stop = false;
  for (const prefix of [plain, caught]) {
    const handler = known.events[prefix + key];
    if (handler === undefined || handler === "" || handler === null || handler === false) continue;
    const answer = run(handler, known, event, element);
    if (prefix === caught || answer === false) stop = true;
  }
  return { stop };
}

function run(handler: unknown, { owner }: Known, event: Happened, element: MiniElement): unknown {
  if (typeof handler === "string") {
    owner.handle(handler, [event]);
    return undefined;
  }
  if (typeof handler !== "function") return undefined;
  try {
    if (!sjs.has(handler)) {
      handler.call(undefined, event, owner);
      return undefined;
    }
    const place = placeOf(owner);
    let isStopped = false;
    const stop = () => {
      isStopped = true;
    };
    const told = { ...event, instance: Descriptor.of(place, element), stopPropagation: stop, preventDefault: stop };
    return (handler.call(undefined, told, Descriptor.of(place)) as unknown) === false || isStopped ? false : undefined;
  } catch (error) {
    report(error, event.type);
    return undefined;
  }
}

function placeOf(owner: Owner): { owner: Owner; root: () => ShadowRoot | undefined } {
  return { owner, root: () => owner.root };
}

/** `change:x`: tells a function of SJS that x differs, once that is on the page; at first too. */
export function tellChanges(element: MiniElement, next: Known, before: Known | undefined): void {
  for (const [name, [heard, value]] of Object.entries(next.changes ?? {})) {
    const old = before?.changes?.[name]?.[1];
    if (typeof heard !== "function" || (before !== undefined && Object.is(old, value))) continue;
    afterDrawing(() => {
      try {
        const place = placeOf(next.owner);
        heard.call(undefined, value, old, Descriptor.of(place), Descriptor.of(place, element));
      } catch (error) {
        report(error, `change:${name}`);
      }
    });
  }
}

function wayOf(from: EventTarget | null): MiniElement[] {
  const way: MiniElement[] = [];
  for (let node = from as Node | null; node; node = node.parentNode)
    if (node instanceof MiniElement && node.mini) way.push(node);
  return way;
}

/** An element as handlers are told of it. */
export function told(element: MiniElement): Detail {
  const dataset = element.mini?.data ?? {};
  return {
    id: element.id,
    dataset,
    targetDataset: dataset,
    tagName: element.mini?.tag,
    offsetLeft: element.offsetLeft,
    offsetTop: element.offsetTop,
  };
}
