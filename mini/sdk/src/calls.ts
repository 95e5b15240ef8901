import type { Failure } from "@everywhere/mini-spec";
import { refusal } from "./bridge.ts";

export interface Options {
  readonly success?: (result: unknown) => void;
  readonly fail?: (why: Failure) => void;
  readonly complete?: (result: unknown) => void;
  readonly [name: string]: unknown;
}

type Carry = (options: Readonly<Record<string, unknown>>) => unknown;

/**
 * A call as programs make it: options with success, fail and complete, and a promise as well. The promise of a call that
 * was given `fail` or `complete` may be left alone: its rejection counts as heard.
 */
export function asCall(carry: Carry): (options?: Options) => Promise<unknown> {
  return (options = {}) => {
    const { success, fail, complete, ...rest } = isObject(options) ? options : {};
    const promise = begun(carry, rest);
    const settled = promise.then(
      (result) => {
        success?.(result);
        complete?.(result);
      },
      (why: unknown) => {
        const failed = asFailure(why);
        fail?.(failed);
        complete?.(failed);
      },
    );
    if (!success && !fail && !complete) return promise;
    // The caller hears by callback; an error inside a callback is the program's own and stays unhandled.
    promise.catch(() => undefined);
    void settled;
    return promise;
  };
}

/** What was asked of the host and can be stopped. */
export interface Asked {
  readonly answer: Promise<unknown>;
  stop(): void;
}

type Heard = (detail: unknown) => void;

type Task = Promise<unknown> & {
  readonly abort: (options?: Options) => Promise<unknown>;
  readonly onProgressUpdate: (heard: Heard) => void;
  readonly offProgressUpdate: (heard?: Heard) => void;
};

/**
 * A call whose promise is a task as well: `abort` lets it fail, with the number that its host gives. Listeners hear how far
 * it has come, where the call is one that tells.
 */
export function asTask(
  ask: (options: Readonly<Record<string, unknown>>, moved: Heard) => Asked,
): (options?: Options) => Task {
  return (options) => {
    let asked: Asked | undefined;
    const hearing = new Set<Heard>();
    const promise = asCall((given) => {
      asked = ask(given, (detail) => {
        for (const heard of hearing) heard(detail);
      });
      return asked.answer;
    })(options);
    const abort = asCall(() => {
      asked?.stop();
      return { success: true };
    });
    const onProgressUpdate = (heard: Heard) => void hearing.add(heard);
    const offProgressUpdate = (heard?: Heard) => {
      if (heard === undefined) hearing.clear();
      else hearing.delete(heard);
    };
    return Object.assign(promise, { abort, onProgressUpdate, offProgressUpdate });
  };
}

async function begun(carry: Carry, options: Readonly<Record<string, unknown>>): Promise<unknown> {
  return carry(options);
}

function isObject(value: unknown): value is Options {
  return typeof value === "object" && value !== null;
}

export function asFailure(why: unknown): Failure {
  if (typeof why === "object" && why !== null && "error" in why && "errorMessage" in why) {
    // What else a failure brings is told too: of `request` the status and what was answered.
    return { ...why, error: Number(why.error), errorMessage: String(why.errorMessage) };
  }
  const { error, errorMessage } = refusal("unknown", why instanceof Error ? why.message : String(why));
  return { error, errorMessage };
}
