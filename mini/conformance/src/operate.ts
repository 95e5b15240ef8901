import { inMemory, layered } from "@everywhere/mini-compiler";
import { expect } from "vitest";
import type { Driver, Phone } from "./driver.ts";
import { library, type LIBRARIES } from "./libraries.ts";

/** One thing that a person does with a component, and what the program must be told of it. */
export interface Script {
  /** The component's folder in the library. */
  readonly of: string;
  /** What it does there, as a sentence without its subject. */
  readonly says: string;
  /** Components by their tag: `x` is the one that is tried, unless others are needed. */
  readonly using?: Readonly<Record<string, string>>;
  readonly axml: string;
  readonly data?: object;
  /** More of the page: the members of the object given to `Page`. */
  readonly page?: string;
  readonly act: (hand: Hand) => Promise<unknown>;
  /** Handlers called in this order, each with its arguments; of an event only its detail. */
  readonly told: readonly (readonly unknown[])[];
}

/** What a finger does on the page that is shown. */
export class Hand {
  constructor(readonly phone: Phone) {}

  private get frame() {
    return this.phone.frame;
  }

  all(selector: string) {
    return this.frame.locator(selector);
  }

  on(selector: string, at = 0) {
    return this.all(selector).nth(at);
  }

  /** By selector, or by the text that is shown when it begins with `=`. */
  tap(what: string, at = 0): Promise<void> {
    const found = what.startsWith("=") ? this.text(what.slice(1)).nth(at) : this.on(what, at);
    return found.click();
  }

  text(exactly: string) {
    return this.frame.getByText(exactly, { exact: true });
  }

  type(text: string, selector = "input", at = 0): Promise<void> {
    return this.on(selector, at).fill(text);
  }

  press(key: string, selector = "input", at = 0): Promise<void> {
    return this.on(selector, at).press(key);
  }

  leave(selector = "input", at = 0): Promise<void> {
    return this.on(selector, at).blur();
  }

  see(what: string): Promise<void> {
    return what.startsWith("=") ? this.text(what.slice(1)).first().waitFor() : this.on(what).waitFor();
  }

  gone(selector: string): Promise<void> {
    return this.on(selector).waitFor({ state: "detached" });
  }

  /** Drags from the middle of an element by so many pixels, in steps as a finger makes them. */
  async drag(selector: string, [x, y]: readonly [number, number], at = 0): Promise<void> {
    const found = selector.startsWith("=") ? this.text(selector.slice(1)) : this.on(selector, at);
    const box = await found.boundingBox();
    if (!box) throw new Error(`${selector} is not on the screen.`);
    const { mouse } = this.phone.page;
    const from = [box.x + box.width / 2, box.y + box.height / 2] as const;
    await mouse.move(...from);
    await mouse.down();
    for (let step = 1; step <= 8; step++) await mouse.move(from[0] + (x * step) / 8, from[1] + (y * step) / 8);
    await mouse.up();
  }

  /** Scrolls an element as a finger would, to so many pixels from its start. */
  scroll(selector: string, to: { left?: number; top?: number }, at = 0): Promise<void> {
    return this.on(selector, at).evaluate((element, place) => {
      element.scrollTo({ ...place, behavior: "smooth" });
    }, to);
  }

  /** Calls a method of the page. */
  call(name: string, ...given: unknown[]): Promise<unknown> {
    return this.frame.evaluate(
      ([method, rest]) => {
        const page = (
          globalThis as unknown as { getCurrentPages(): Record<string, (...given: unknown[]) => unknown>[] }
        )
          .getCurrentPages()
          .at(-1);
        return page?.[method as string]?.(...(rest as unknown[])) as unknown;
      },
      [name, given] as const,
    );
  }

  /** Waits until a box shows exactly this. */
  async shows(text: string, selector = "input", at = 0): Promise<void> {
    const box = this.on(selector, at);
    for (const end = Date.now() + 15_000; (await box.inputValue()) !== text;) {
      if (Date.now() > end) throw new Error(`${selector} shows ${await box.inputValue()}`);
      await this.phone.page.waitForTimeout(20);
    }
  }

  /** Until what was set in motion stands still. */
  async stopped(selector: string): Promise<void> {
    const place = () =>
      this.all(selector).evaluateAll((all) => all.map((one) => [one.scrollTop, one.scrollLeft]).join());
    for (let before = "", now = await place(), same = 0; same < 5; before = now, now = await place()) {
      same = before === now ? same + 1 : 0;
      await this.phone.page.waitForTimeout(50);
    }
  }

  /** Until so much was told. */
  toldOf(least: number): Promise<unknown> {
    return this.frame.waitForFunction(
      (wanted) => (globalThis as unknown as { getApp(): { log: unknown[] } }).getApp().log.length >= wanted,
      least,
    );
  }

  /** Empties what was told: for what depends on the day. */
  forget(): Promise<void> {
    return this.frame.evaluate(() => {
      (globalThis as unknown as { getApp(): { log: unknown[] } }).getApp().log.length = 0;
    });
  }

  told(): Promise<unknown[][]> {
    return this.frame.evaluate(() => (globalThis as unknown as { getApp(): { log: unknown[][] } }).getApp().log);
  }
}

/**
 * Errors are kept with the page that they come from: a timer belongs to the page that set it, though another is shown
 * when it goes off.
 */
const APP = `
  const thrown = [];
  let now = -1;
  const belongs = (what) => {
    const page = now;
    return (...given) => {
      const shown = now;
      now = page;
      try { return what(...given) } catch (why) { thrown.push([page, String(why)]) } finally { now = shown }
    };
  };
  const once = setTimeout, often = setInterval;
  setTimeout = (what, ...rest) => once(belongs(what), ...rest);
  setInterval = (what, ...rest) => often(belongs(what), ...rest);
  App({ log: [], thrown, begin(page) { now = page; this.log = [] }, onError(message) { thrown.push([now, message]) } })`;

/** Every handler that the page names writes down what it is told; `set` in the data says what it sets besides. */
function pageOf({ axml, data = {}, page = "" }: Script, at: number): string {
  const names = new Set([...axml.matchAll(/\b(?:on|catch)[A-Z]\w*="(\w+)"/g)].map(([, name]) => name ?? ""));
  const handlers = [...names].filter((name) => !new RegExp(`(^|[ ,{])${name}\\(`).test(page));
  return `
    const ofEvent = ({ type, detail, currentTarget }) => {
      if (/tap$/i.test(type ?? 'tap')) return { ...currentTarget.dataset };
      const { cursor, ...rest } = detail ?? {};
      return rest;
    };
    const said = (one) => {
      if (typeof one !== 'object' || one === null) return one;
      if (Array.isArray(one)) return one.map(said);
      return isEvent(one) ? ofEvent(one) : one;
    };
    const isEvent = (one) => typeof one === 'object' && one !== null && 'currentTarget' in one && 'target' in one;
    // antd-mini gives the event after the value: only the value counts.
    const worth = (given) => given.filter((one, at) => typeof one !== 'function' && (at === 0 || !isEvent(one)));
    const told = (name, given) => { getApp().log.push(JSON.parse(JSON.stringify([name, ...worth(given).map(said)]))) };
    Page({ data() { getApp().begin(${at}); return ${JSON.stringify(data)} },
      ${handlers.map((name) => `${name}(...given) { told('${name}', given) },`).join("\n")}
      ${page} })`;
}

/** A program with a page for each script, and the library beside it. */
export function programOf(name: (typeof LIBRARIES)[number], scripts: readonly Script[]) {
  const files: Record<string, string> = {
    "/app.json": JSON.stringify({ pages: scripts.map((_, at) => `p${at}`) }),
    "/app.js": APP,
  };
  scripts.forEach((script, at) => {
    const using = { x: script.of, ...script.using };
    const paths = Object.entries(using).map(([tag, path]) => [tag, `/node_modules/${name}/es/${path}/index`]);
    files[`/p${at}.json`] = JSON.stringify({ usingComponents: Object.fromEntries(paths) });
    files[`/p${at}.axml`] = script.axml;
    files[`/p${at}.js`] = pageOf(script, at);
  });
  return layered(inMemory(files), library(name).files);
}

export interface Outcome {
  readonly tried: number;
  readonly components: number;
  /** By component and sentence: what went otherwise. */
  readonly misses: Readonly<Record<string, string>>;
}

/** Does everything in turn, each on a page of its own, and says what went otherwise. */
export async function operated(
  driver: Driver,
  name: (typeof LIBRARIES)[number],
  scripts: readonly Script[],
): Promise<Outcome> {
  const phone = await driver.open(programOf(name, scripts));
  phone.page.setDefaultTimeout(15_000);
  const hand = new Hand(phone);
  const misses: Record<string, string> = {};
  for (const [at, script] of scripts.entries()) {
    await begin(phone, at);
    try {
      await script.act(hand);
      await hand.toldOf(script.told.length);
      expect(await hand.told()).toEqual(script.told);
    } catch (why) {
      const told = await hand.told().catch(() => "the page is gone");
      const { actual } = why as { actual?: unknown };
      const saw = actual === undefined ? "" : ` saw ${JSON.stringify(actual)};`;
      misses[sentence(script)] = `${String(why).split("\n")[0] ?? ""};${saw} told ${JSON.stringify(told)}`;
    }
  }
  for (const [at, why] of await thrownIn(phone)) {
    const script = scripts[at];
    misses[script ? sentence(script) : "Before any script"] ??= `threw ${why}`;
  }
  await phone.close();
  return {
    tried: scripts.length,
    components: new Set(scripts.flatMap(({ of, using = {} }) => [of, ...Object.values(using)])).size,
    misses,
  };
}

const sentence = ({ of, says }: Script) => `${of} ${says}`;

function thrownIn(phone: Phone): Promise<[number, string][]> {
  return phone.frame.evaluate(
    () => (globalThis as unknown as { getApp(): { thrown: [number, string][] } }).getApp().thrown,
  );
}

async function begin(phone: Phone, at: number): Promise<void> {
  await phone.frame.evaluate(async (page) => {
    const { my } = globalThis as unknown as { my: { reLaunch(options: object): Promise<unknown> } };
    await my.reLaunch({ url: `/p${page}` });
  }, at);
}
