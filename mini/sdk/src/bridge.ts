import { type Failure, failure, LIMITS } from "@everywhere/mini-spec";
import type { Asked } from "./calls.ts";

/** What goes over the one port between a program's frame and the host. Who speaks is known by the port, never by a field. */
export type ToHost =
  | { readonly i: number; readonly m: string; readonly a: unknown }
  /** Stops the call of this number. */
  | { readonly x: number }
  | { readonly ev: string; readonly d: unknown };

export type ToFrame =
  | { readonly i: number; readonly ok: true; readonly r: unknown }
  | { readonly i: number; readonly ok: false; readonly e: Failure }
  /** How far the call of this number has come. */
  | { readonly i: number; readonly p: unknown }
  | { readonly ev: string; readonly d: unknown };

type Heard = (detail: unknown) => void;

interface Waiting {
  readonly done: (result: unknown) => void;
  readonly failed: (why: Failure) => void;
  readonly moved: Heard | undefined;
}

/** The frame's end of the port. */
export class Bridge {
  private next = 1;
  private readonly waiting = new Map<number, Waiting>();
  private readonly hearing = new Map<string, Set<Heard>>();

  constructor(private readonly port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<ToFrame>) => {
      this.take(data);
    };
  }

  /** Asks the host. Rejects with a Failure; also when too many questions are open already, and when it cannot be sent. */
  call(method: string, options: unknown): Promise<unknown> {
    return this.ask(method, options).answer;
  }

  /** The same, and it can be stopped: the host then says how it fails. `moved` hears how far it has come. */
  ask(method: string, options: unknown, moved?: Heard): Asked {
    const i = this.next++;
    const answer = this.send(i, method, options, moved);
    const stop = () => {
      if (this.waiting.has(i)) this.port.postMessage({ x: i } satisfies ToHost);
    };
    return { answer, stop };
  }

  private send(i: number, method: string, options: unknown, moved?: Heard): Promise<unknown> {
    if (this.waiting.size >= LIMITS.waiting_calls) return Promise.reject(refusal("too_many_calls"));
    return new Promise((done, failed) => {
      this.waiting.set(i, { done, failed, moved });
      try {
        this.port.postMessage({ i, m: method, a: options } satisfies ToHost);
      } catch (unsent) {
        this.waiting.delete(i);
        failed(refusal("bad_options", unsent instanceof Error ? unsent.message : String(unsent)));
      }
    });
  }

  /** Tells the host; what cannot be copied is told as text. */
  tell(event: string, detail: unknown): void {
    try {
      this.port.postMessage({ ev: event, d: detail } satisfies ToHost);
    } catch {
      this.port.postMessage({ ev: event, d: String(detail) } satisfies ToHost);
    }
  }

  on(event: string, heard: Heard): () => void {
    const all = this.hearing.get(event) ?? new Set();
    this.hearing.set(event, all.add(heard));
    return () => all.delete(heard);
  }

  /** Tells who listens here, of what the host or the frame itself says. */
  hear(event: string, detail: unknown): void {
    for (const heard of this.hearing.get(event) ?? []) heard(detail);
  }

  private take(message: ToFrame): void {
    if ("ev" in message) {
      this.hear(message.ev, message.d);
      return;
    }
    const open = this.waiting.get(message.i);
    if ("p" in message) {
      open?.moved?.(message.p);
      return;
    }
    this.waiting.delete(message.i);
    if (message.ok) open?.done(message.r);
    else open?.failed(message.e);
  }
}

/** A failure that is an Error too: a promise that nobody catches says where it came from. */
export function refusal(...given: Parameters<typeof failure>): Failure & Error {
  const why = failure(...given);
  return Object.assign(new Error(why.errorMessage), why);
}
