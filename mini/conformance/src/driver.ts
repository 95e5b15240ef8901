import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { asked, outputOf, PAGE, serve, type Served, webOriginsOf } from "@everywhere/mini-cli";
import { Compiler, type Files, type Program } from "@everywhere/mini-compiler";
import { buildSync } from "esbuild";
import { type Browser, chromium, type Frame, type Page } from "playwright-core";

const require = createRequire(import.meta.url);
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);

/** Whether there is a browser to try a program in. */
export const hasBrowser = CHROMIUM !== undefined;

interface Opening {
  readonly page?: string;
  readonly assets?: string;
  readonly strict?: boolean;
  /** Hosts that the program lists; none where nothing is given. */
  readonly domains?: readonly string[];
}

/** A browser of its own, with our scripts built from the sources as they are. */
export class Driver {
  private readonly opened: Served[] = [];

  private constructor(
    private readonly browser: Browser,
    /** Ours for the browser, built from the sources as they are. */
    readonly scripts: Readonly<Record<string, string>>,
    private readonly profile: string,
  ) {}

  /** `flags` are the browser's own: a small heap, for one. */
  static async start(flags: readonly string[] = []): Promise<Driver> {
    const profile = mkdtempSync(join(tmpdir(), "mini-"));
    const browser = await chromium.launch({
      ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
      args: ["--no-sandbox", ...flags],
    });
    const scripts = {
      "frame.js": bundled("components/src/frame.ts"),
      "host.js": bundled("cli/src/browser.ts"),
      "holder.js": bundled("sdk/src/holder.ts"),
      "web-view.js": bundled("sdk/src/web-page.ts"),
    };
    return new Driver(browser, scripts, profile);
  }

  /** Compiles a program and opens it in a phone. */
  async open(
    files: Files,
    { page = "", assets = this.profile, strict = false, domains = [] }: Opening = {},
  ): Promise<Phone> {
    const program = await new Compiler().compile(files);
    const served = await this.serve(program, assets, domains);
    const context = await this.browser.newContext({ viewport: { width: 900, height: 720 }, hasTouch: true });
    const opened = await context.newPage();
    await opened.goto(`${served.host}?page=${encodeURIComponent(page)}&strict=${strict ? 1 : 0}`);
    const phone = new Phone(opened, program);
    await phone.until((events) => events.some((line) => line.startsWith("started ")));
    return phone;
  }

  /** A page of somebody else's. */
  async look(address: string): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 900, height: 720 }, hasTouch: true });
    const page = await context.newPage();
    await page.goto(address);
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await Promise.all(this.opened.map((one) => one.close()));
    rmSync(this.profile, { recursive: true, force: true });
  }

  private async serve(program: Program, assets: string, domains: readonly string[]): Promise<Served> {
    const output = outputOf(program);
    const served = await serve({
      output: () => output,
      scripts: this.scripts,
      assets,
      imageDomains: [],
      webOrigins: webOriginsOf(domains),
      page: PAGE,
      about: () => ({ appId: "test", name: "A test", app: program.manifest.app }),
      doors: { "/gateway": (given) => asked(given, domains) },
    });
    this.opened.push(served);
    return served;
  }
}

/** A program on the screen. */
export class Phone {
  constructor(
    readonly page: Page,
    readonly program: Program,
  ) {}

  get frame(): Frame {
    const found = this.page.frames().find((one) => one !== this.page.mainFrame());
    if (!found) throw new Error("The program has no frame.");
    return found;
  }

  /** What the host heard, as lines of an event and its detail. */
  events(): Promise<string[]> {
    return this.page.evaluate(() => [...((globalThis as { heardLines?: string[] }).heardLines ?? [])]);
  }

  async until(is: (events: string[]) => boolean): Promise<void> {
    for (const end = Date.now() + 15_000; !is(await this.events());) {
      if (Date.now() > end) throw new Error(`Nothing of that kind was heard:\n${(await this.events()).join("\n")}`);
      await this.page.waitForTimeout(20);
    }
  }

  /** What the program threw. */
  async errors(): Promise<string[]> {
    return (await this.events()).filter((line) => /^(error|rejection) /.test(line));
  }

  /** Pages on one another, each with its data. */
  async stack(): Promise<{ path: string; data: Record<string, unknown> }[]> {
    return this.page.evaluate(
      () =>
        new Promise((done) => {
          const { host } = globalThis as unknown as {
            host: {
              given: { heard(event: string, detail: unknown): void };
              tell(event: string, detail: unknown): void;
            };
          };
          const { heard } = host.given;
          const id = Math.random();
          host.given.heard = (event, detail) => {
            const looked = detail as { id?: number; stack: { path: string; data: Record<string, unknown> }[] };
            if (event === "looked" && looked.id === id) {
              host.given.heard = heard;
              done(looked.stack);
            } else heard(event, detail);
          };
          host.tell("look", id);
        }),
    );
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.until((events) => events.some((line) => line.startsWith("started ")));
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

function bundled(entry: string): string {
  const root = dirname(dirname(require.resolve("@everywhere/mini-conformance/package.json")));
  const done = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "browser",
    target: "es2022",
    format: "iife",
  });
  return done.outputFiles[0]?.text ?? "";
}
