/** When somebody who waits is told that it takes long. */
export const SLOW_MS = 5_000;

const listeners = new Set<() => void>();
const slow = new Set<Patience>();

/** One request that somebody waits for: sent anew or given up when they say so. */
export class Patience {
  /** What whoever waits wants of the attempt that is on its way. */
  wish: "again" | "over" | undefined;
  private attempt = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.wait();
  }

  /** Begins an attempt, which the answered signal ends. */
  begin(): AbortSignal {
    this.wish = undefined;
    this.attempt = new AbortController();
    return this.attempt.signal;
  }

  end(): void {
    clearTimeout(this.timer);
    if (slow.delete(this)) tell();
  }

  want(wish: "again" | "over"): void {
    this.wish = wish;
    this.attempt.abort();
    this.end();
    if (wish === "again") this.wait();
  }

  private wait(): void {
    this.timer = setTimeout(() => {
      slow.add(this);
      tell();
    }, SLOW_MS);
  }
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** What a person may do while an answer takes long. What is sent anew goes under its own key, so that nothing is done twice. */
export const patience = {
  isTried: () => slow.size > 0,
  again: () => [...slow].forEach((each) => each.want("again")),
  giveUp: () => [...slow].forEach((each) => each.want("over")),
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
