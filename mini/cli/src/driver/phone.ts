import { ERRORS, type ErrorName, failure, type Failure, type Scope } from "@everywhere/mini-spec";
import type { Program } from "@everywhere/mini-compiler";
import type { Ordered } from "@everywhere/mini-sdk";
import type { Frame, FrameLocator, Locator, Page } from "playwright-core";
import { saidOf } from "../places.ts";
import { Clock } from "./clock.ts";
import type { Network } from "./network.ts";
import type { Notify, ResultCode } from "./payments.ts";
import type { Outside } from "./outside.ts";

export interface OnStack {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Called {
  readonly name: string;
  readonly options: unknown;
}

/** The most that a wait takes: long, for it ends as soon as what is waited for is there. */
const PATIENCE_MS = 30_000;

interface HostPage {
  heardLines: string[];
  host: { tell(event: string, detail: unknown): void; given: { kept: { grant(scope: string, is: boolean): void } } };
}

interface FramePage {
  getCurrentPages(): { route: string; query?: Record<string, string>; data: Record<string, unknown> }[];
}

/** A program on the screen, and everything around it. Targets are Playwright's selectors: `.done`, `text=Add`, `role=button[name="Add"]`. */
export class Phone {
  readonly clock: Clock;

  constructor(
    readonly page: Page,
    readonly program: Program,
    private readonly outside: Outside,
  ) {
    this.clock = new Clock(page, (is, otherwise) => this.until(is, otherwise));
  }

  get network(): Network {
    return this.outside.network;
  }

  get frame(): Frame {
    const found = this.page.frames().find((one) => one !== this.page.mainFrame());
    if (!found) throw new Error("The program has no frame; it was ended.");
    return found;
  }

  /** The web page that is seen, of a `web-view`. */
  get web(): FrameLocator {
    return this.page.locator(".stage > .web:not([hidden])").frameLocator("iframe").frameLocator("iframe");
  }

  /** The first of what fits and is seen in the program. */
  find(target: string): Locator {
    return this.page.frameLocator(".stage > iframe").locator(target).filter({ visible: true }).first();
  }

  tap(target: string): Promise<void> {
    return this.find(target).click({ timeout: PATIENCE_MS });
  }

  /** Puts a text into an input in place of what is there. */
  async type(target: string, text: string): Promise<void> {
    const found = this.find(target);
    const isOurs = await found.evaluate((one) => one.tagName.startsWith("MP-"), undefined, { timeout: PATIENCE_MS });
    await (isOurs ? found.locator("input, textarea").first() : found).fill(text, { timeout: PATIENCE_MS });
  }

  /** What can be read there. */
  text(target: string): Promise<string> {
    return this.find(target).innerText({ timeout: PATIENCE_MS });
  }

  waitFor(target: string): Promise<void> {
    return this.find(target).waitFor({ timeout: PATIENCE_MS });
  }

  count(target: string): Promise<number> {
    return this.page.frameLocator(".stage > iframe").locator(target).filter({ visible: true }).count();
  }

  /** Presses a button of the host, by its words: of the title bar, the tab bar, a dialog. */
  press(name: string): Promise<void> {
    return this.page.locator("#phone").getByRole("button", { name, exact: true }).click({ timeout: PATIENCE_MS });
  }

  /** The pages on one another, the seen one last, each with its data as JSON says it. */
  stack(): Promise<OnStack[]> {
    return this.frame.evaluate(() =>
      (globalThis as unknown as FramePage).getCurrentPages().map(({ route, query, data }) => ({
        path: route,
        query: query ?? {},
        data: JSON.parse(JSON.stringify(data)) as Record<string, unknown>,
      })),
    );
  }

  /** The data of the seen page. */
  async data(): Promise<OnStack["data"]> {
    return (await this.stack()).at(-1)?.data ?? {};
  }

  /** Waits until the seen page's data have this value at this path: `items.0.done`, or `items.length`. */
  async waitForData(path: string, value: unknown): Promise<void> {
    const wanted = JSON.stringify(value);
    await this.until(
      async () => JSON.stringify(at(await this.data(), path)) === wanted,
      async () => `${path} is ${JSON.stringify(at(await this.data(), path))}, not ${wanted}`,
    );
  }

  /** Waits until this page is the seen one. */
  async waitForPage(path: string): Promise<void> {
    const top = async () => (await this.stack()).at(-1)?.path;
    await this.until(
      async () => (await top()) === path,
      async () => `the seen page is ${(await top()) ?? "none"}, not ${path}`,
    );
  }

  /** What the host heard, as lines of an event and its detail. */
  events(): Promise<string[]> {
    return this.page.evaluate(() => [...((globalThis as unknown as Partial<HostPage>).heardLines ?? [])]);
  }

  /** What the program threw. */
  async errors(): Promise<string[]> {
    return (await this.events()).filter((line) => /^(error|rejection) /.test(line));
  }

  /** What the strict mode warned of, with file and line where they are known; opened with `strict` only. */
  async warnings(): Promise<string[]> {
    const lines = (await this.events()).filter((line) => line.startsWith("strict "));
    return lines.map((line) => saidOf(this.program, "strict", JSON.parse(line.slice("strict ".length))));
  }

  /** Calls of `my` that the program made, with their options; all, or those of one name. */
  async calls(name?: string): Promise<Called[]> {
    const lines = (await this.events()).filter((line) => line.startsWith("called "));
    const all = lines.map((line) => JSON.parse(line.slice("called ".length)) as Called);
    return all.filter((one) => name === undefined || one.name === name);
  }

  async waitForCall(name: string, times = 1): Promise<Called[]> {
    await this.until(
      async () => (await this.calls(name)).length >= times,
      async () => `my.${name} was called ${(await this.calls(name)).length} times, not ${times}`,
    );
    return this.calls(name);
  }

  /** Lets the next calls of this name succeed with this, without being carried out. `times` 0: all. */
  answer(name: string, result: unknown, { times = 0 }: { times?: number } = {}): Promise<void> {
    return this.order({ name, order: { r: result }, times });
  }

  /** Lets the next calls of this name fail: by a name of the table of errors, or with a number and a message. */
  fail(name: string, why: ErrorName | Failure = "unknown", { times = 1 }: { times?: number } = {}): Promise<void> {
    if (typeof why === "string" && !Object.hasOwn(ERRORS, why))
      throw new Error(`${why} is no error of the table; there are ${Object.keys(ERRORS).join(", ")}.`);
    return this.order({ name, order: { e: typeof why === "string" ? failure(why) : why }, times });
  }

  /** How the next payment ends, and what the shop's server is told of it. */
  pay(resultCode: ResultCode, notify?: Notify): void {
    this.outside.payments.order(resultCode, notify);
  }

  /** What the program wanted to have paid so far. */
  get payments(): readonly Readonly<Record<string, unknown>>[] {
    return this.outside.payments.asked;
  }

  /** Sends the notifications that were ordered to be late; resolves with what the shop's server answered. */
  notifyNow(): Promise<string[]> {
    return this.outside.payments.notifyNow();
  }

  /** Grants or refuses a scope, as if the person had been asked. */
  grant(scope: Scope, isGranted = true): Promise<void> {
    const set = ([name, is]: readonly [string, boolean]) => {
      (globalThis as unknown as HostPage).host.given.kept.grant(name, is);
    };
    return this.page.evaluate(set, [scope, isGranted] as const);
  }

  /** Whether the person lets the program know who they are when it asks by `getAuthCode`. */
  authorise(isKnown: boolean): void {
    this.outside.isKnown = isKnown;
  }

  /** Where the phone is: WGS-84, in degrees. */
  locate(place: { longitude: number; latitude: number; accuracy?: number }): void {
    this.outside.place = place;
  }

  /** The phone as a PNG; into a file when one is named. */
  screenshot(file?: string): Promise<Buffer> {
    return this.page
      .locator("#phone")
      .screenshot({ animations: "disabled", ...(file === undefined ? {} : { path: file }) });
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.started();
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  /** Until the program runs. */
  async started(): Promise<void> {
    await this.until(
      async () => (await this.events()).some((line) => line.startsWith("started ")),
      async () => `the program did not start:\n${(await this.events()).join("\n")}`,
    );
  }

  /** Asks until it is so. */
  async until(is: () => Promise<boolean>, otherwise: () => Promise<string>): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; !(await is());) {
      if (Date.now() > end) throw new Error(`Waited ${PATIENCE_MS / 1000} s, and ${await otherwise()}.`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  private order(one: Ordered): Promise<void> {
    return this.page.evaluate((ordered) => {
      (globalThis as unknown as HostPage).host.tell("order", ordered);
    }, one);
  }
}

function at(data: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], data);
}
