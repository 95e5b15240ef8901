import { events, type LiveEvent } from "./stream";

export type Connection = "idle" | "connecting" | "live" | "lost";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
// The server says something at least every 15 s; whoever hears nothing for so long has lost it.
const SILENCE_MS = 40_000;
const TRIES_BEFORE_LOST = 2;

/** Keeps one stream open: resumes it where it broke, and says how it stands. */
export class Listener {
  private lastId: string | undefined;
  private ending = new AbortController();

  constructor(
    private readonly address: string,
    private readonly hear: (event: LiveEvent) => void,
    private readonly tell: (connection: Connection) => void,
  ) {}

  async run(): Promise<void> {
    const { signal } = this.ending;
    let failures = 0;
    this.tell("connecting");
    while (!signal.aborted) {
      try {
        await this.listen(signal, () => {
          failures = 0;
          this.tell("live");
        });
      } catch {
        if (signal.aborted) return;
      }
      failures += 1;
      if (failures >= TRIES_BEFORE_LOST) this.tell("lost");
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), signal);
    }
  }

  end(): void {
    this.ending.abort();
  }

  private async listen(signal: AbortSignal, onReady: () => void): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    const resume = this.lastId === undefined ? "" : `&last_event_id=${this.lastId}`;
    try {
      const response = await fetch(`${this.address}${resume}`, { signal: AbortSignal.any([signal, silence.signal]) });
      if (!response.ok || response.body === null) throw new Error(`${response.status}`);
      const beating = response.body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform: (chunk, controller) => {
            clearTimeout(timer);
            timer = setTimeout(() => silence.abort(), SILENCE_MS);
            controller.enqueue(chunk);
          },
        }),
      );
      for await (const event of events(beating)) {
        this.lastId = event.id ?? this.lastId;
        if (event.kind === "ready") onReady();
        else this.hear(event);
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Waits, but not on: the network coming back, or the page being looked at again, ends the wait. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      for (const [target, kind] of wakers) target.removeEventListener(kind, done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const wakers: [EventTarget, string][] = [
      [window, "online"],
      [document, "visibilitychange"],
      [signal, "abort"],
    ];
    for (const [target, kind] of wakers) target.addEventListener(kind, done);
  });
}
