import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Compiler, type Files, type Program, written } from "@everywhere/mini-compiler";
import type { Ordered } from "@everywhere/mini-sdk";
import type { Scope } from "@everywhere/mini-spec";
import type { Browser, Page } from "playwright-core";
import { type Sent, webOriginsOf } from "../gateway.ts";
import { outputOf } from "../output.ts";
import { PAGE } from "../page.ts";
import { openProject } from "../project.ts";
import { ourScripts } from "../scripts.ts";
import { type Served, serve } from "../serve.ts";
import { socketHosts } from "../sockets.ts";
import { chromiumPath } from "./chromium.ts";
import { Clock } from "./clock.ts";
import { Account, type Installation } from "./installation.ts";
import { Outside } from "./outside.ts";
import { Phone } from "./phone.ts";
import type { Asked, Told } from "./sockets.ts";

export interface Opening {
  /** The page to begin with; else the program's first. */
  readonly page?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What is stored already, as values. */
  readonly storage?: Readonly<Record<string, unknown>>;
  readonly granted?: Readonly<Partial<Record<Scope, boolean>>>;
  /** Calls that end as ordered from the very first on. */
  readonly orders?: readonly Ordered[];
  /** The time that the program begins at. */
  readonly now?: Date | string;
  /** Files of recorded requests: to answer from, or to write. */
  readonly replay?: string;
  readonly record?: string;
  readonly strict?: boolean;
  /** A real server to sign in and pay at; requests to the program's listed hosts go out then. */
  readonly server?: Installation;
  /** What stands for the world from the very first call on. */
  readonly outside?: (outside: Outside) => void;
}

interface Source {
  readonly program: Program;
  readonly assets: string;
  readonly name: string;
  readonly appId: string;
  readonly imageDomains: readonly string[];
  readonly domains: readonly string[];
}

/** A headless browser in which programs are opened. It wants a Chromium on the machine, and nothing else. */
export class Driver {
  private readonly opened: Served[] = [];
  private readonly compiled = new Map<string, Promise<Source>>();
  private readonly empty = mkdtempSync(join(tmpdir(), "mini-"));

  private constructor(
    readonly browser: Browser,
    private readonly scripts: Readonly<Record<string, string>>,
  ) {}

  static async start({ scripts = ourScripts() }: { scripts?: Readonly<Record<string, string>> } = {}): Promise<Driver> {
    const executablePath = chromiumPath();
    if (executablePath === undefined)
      throw new Error(
        "There is no Chromium on the path. Install one (Debian: apt install chromium), or name it: CHROMIUM=/…",
      );
    const { chromium } = await import("playwright-core");
    return new Driver(await chromium.launch({ executablePath, args: ["--no-sandbox"] }), scripts);
  }

  /** Compiles a program, once, and opens it in a phone of its own: nothing is stored or granted but what is given. */
  async open(program: string | Files, opening: Opening = {}): Promise<Phone> {
    const source = await this.source(program);
    const served = await this.serve(source);
    const context = await this.browser.newContext({ viewport: { width: 900, height: 720 }, hasTouch: true });
    const page = await context.newPage();
    const outside = new Outside();
    if (opening.replay !== undefined) outside.network.replay(opening.replay);
    if (opening.record !== undefined) outside.network.record(opening.record);
    if (opening.server !== undefined) {
      outside.account = new Account(opening.server);
      outside.network.reach(source.domains);
    }
    opening.outside?.(outside);
    // A program's frame has these names too, and gets nothing by them.
    const ofHost = <T>(frame: unknown, carry: () => T): T => {
      if (frame !== page.mainFrame()) throw new Error("Only the host asks.");
      return carry();
    };
    await page.exposeBinding("askTheTest", ({ frame }, method: string, options: Record<string, unknown>) =>
      ofHost(frame, () => outside.carry(method, options)),
    );
    await page.exposeBinding("reachByTest", ({ frame }, sent: Sent) => ofHost(frame, () => outside.reach(sent)));
    await page.exposeBinding("socketByTest", ({ frame }, asked: Asked) =>
      ofHost(frame, () => outside.network.socket(asked, (told) => void said(page, asked.id, told))),
    );
    const { granted = {}, storage = {}, orders = [] } = opening;
    const stored = Object.fromEntries(Object.entries(storage).map(([key, value]) => [key, JSON.stringify(value)]));
    await page.addInitScript(
      (driven) => {
        if (window === window.top) Object.assign(globalThis, { driven });
      },
      { granted, storage: stored, orders },
    );
    if (opening.now !== undefined) await Clock.install(page, new Date(opening.now));
    const { page: first = "", query = {}, strict = false } = opening;
    const asked = new URLSearchParams({
      page: first,
      query: new URLSearchParams(query).toString(),
      strict: strict ? "1" : "0",
    });
    await page.goto(`${served.host}?${asked.toString()}`);
    const phone = new Phone(page, source.program, outside);
    await phone.started();
    return phone;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await Promise.all(this.opened.map((one) => one.close()));
    rmSync(this.empty, { recursive: true, force: true });
  }

  private source(program: string | Files): Promise<Source> {
    if (typeof program !== "string") return this.fromFiles(program);
    const known = this.compiled.get(program) ?? fromFolder(program);
    this.compiled.set(program, known);
    return known;
  }

  private async fromFiles(files: Files): Promise<Source> {
    const program = await new Compiler().compile(files);
    return { program, assets: this.empty, name: "A test", appId: "test", imageDomains: [], domains: [] };
  }

  private async serve({ program, assets, name, appId, imageDomains, domains }: Source): Promise<Served> {
    const output = outputOf(program);
    const served = await serve({
      output: () => output,
      scripts: this.scripts,
      assets,
      imageDomains,
      webOrigins: webOriginsOf(domains),
      socketHosts: socketHosts(domains),
      page: PAGE,
      about: () => ({ appId, name, app: program.manifest.app, socketHosts: socketHosts(domains) }),
    });
    this.opened.push(served);
    return served;
  }
}

/** Tells the program what the test's end of its socket says; a page that has gone hears nothing. */
async function said(page: Page, id: number, told: Told): Promise<void> {
  type Hears = { socketHeard(id: number, told: Told): void };
  const tell = ([to, what]: readonly [number, Told]) => {
    (globalThis as unknown as Hears).socketHeard(to, what);
  };
  await page.evaluate(tell, [id, told] as const).catch(() => undefined);
}

async function fromFolder(folder: string): Promise<Source> {
  const { files, alias, root, name, appId, imageDomains, domains } = openProject(folder);
  const program = await new Compiler().compile(files, { alias });
  const errors = program.diagnostics.filter((one) => one.severity === "error");
  if (errors.length > 0) throw new Error(`The program in ${folder} has errors:\n${errors.map(written).join("\n")}`);
  return { program, assets: root, name, appId, imageDomains, domains };
}
