import type { Page } from "playwright-core";

/** The time that a program sees. It runs like any other until it is frozen; frozen, it moves only by `advance`. */
export class Clock {
  private isFrozen = false;

  constructor(private readonly page: Page) {}

  /** Before the page is opened: its time begins here. */
  static async install(page: Page, now: Date): Promise<void> {
    await page.clock.install({ time: now });
  }

  /** Stops at this moment, or where it is now; timers that were due before are run. */
  async freeze(at?: Date | string): Promise<void> {
    const now = await this.page.evaluate(() => Date.now());
    await this.page.clock.pauseAt(Math.max(now + 1, at === undefined ? 0 : new Date(at).getTime()));
    this.isFrozen = true;
  }

  /** Lets so much time pass at once, with every timer that is due in it, in order. */
  async advance(ms: number): Promise<void> {
    if (!this.isFrozen) await this.freeze();
    await this.page.clock.runFor(ms);
  }
}
