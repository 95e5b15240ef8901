import type { Page } from "playwright-core";

/** Fewer than the host waits for a program that does not answer. */
const STEP_MS = 4000;
const MOST_AHEAD_MS = 10_000;

interface HostPage {
  host: { tell(event: string, detail: unknown): void };
  panels: { pongs: number };
}

type Until = (is: () => Promise<boolean>, otherwise: () => Promise<string>) => Promise<void>;

/** The time that a program sees. It runs like any other until it is frozen; frozen, it moves only by `advance`. */
export class Clock {
  private isFrozen = false;

  constructor(
    private readonly page: Page,
    private readonly until: Until,
  ) {}

  /** Before the page is opened: its time begins here. */
  static async install(page: Page, now: Date): Promise<void> {
    await page.clock.install({ time: now });
  }

  /** Stops at this moment, or where it is now; timers that were due before are run. */
  async freeze(at?: Date | string): Promise<void> {
    const wanted = at === undefined ? 0 : new Date(at).getTime();
    // Its time goes on until it stands, and nobody stands in the past: on a busy machine the moment lies further ahead.
    for (let ahead = 1; ; ahead *= 10) {
      const now = await this.page.evaluate(() => Date.now());
      try {
        await this.page.clock.pauseAt(Math.max(now + ahead, wanted));
        break;
      } catch (late) {
        if (ahead >= MOST_AHEAD_MS) throw late;
      }
    }
    this.isFrozen = true;
  }

  /** Lets so much time pass at once, with every timer that is due in it, in order. */
  async advance(ms: number): Promise<void> {
    if (!this.isFrozen) await this.freeze();
    for (let left = ms; left > 0; left -= STEP_MS) {
      await this.page.clock.runFor(Math.min(left, STEP_MS));
      await this.answered();
    }
  }

  /** The host asks every second of its time whether the program lives; the program must come to say so in between. */
  private async answered(): Promise<void> {
    const before = await this.page.evaluate(() => {
      const { host, panels } = globalThis as unknown as HostPage;
      host.tell("ping", {});
      return panels.pongs;
    });
    const pongs = () => this.page.evaluate(() => (globalThis as unknown as HostPage).panels.pongs);
    await this.until(
      async () => (await pongs()) > before,
      () => Promise.resolve("the program does not answer"),
    );
  }
}
