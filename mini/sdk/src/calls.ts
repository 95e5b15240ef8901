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

type Task = Promise<unknown> & { readonly abort: (options?: Options) => Promise<unknown> };

/** A call whose promise is a task as well: `abort` lets it fail, with the number that its host gives. */
export function asTask(ask: (options: Readonly<Record<string, unknown>>) => Asked): (options?: Options) => Task {
  return (options) => {
    let asked: Asked | undefined;
    const promise = asCall((given) => {
      asked = ask(given);
      return asked.answer;
    })(options);
    const abort = asCall(() => {
      asked?.stop();
      return { success: true };
    });
    return Object.assign(promise, { abort });
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
