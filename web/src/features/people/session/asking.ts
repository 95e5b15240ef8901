import { useSyncExternalStore } from "react";

type Answer = (isSignedIn: boolean) => void;

const listeners = new Set<() => void>();
let asked: { promise: Promise<boolean>; answer: Answer } | null = null;

function changed(): void {
  for (const listener of listeners) listener();
}

/** Opens the sign-in sheet, once however many ask; answers whether somebody signed in. What they did then goes on. */
export function askToSignIn(): Promise<boolean> {
  if (asked === null) {
    let answer: Answer = () => undefined;
    const promise = new Promise<boolean>((resolve) => (answer = resolve));
    asked = { promise, answer };
    changed();
  }
  return asked.promise;
}

export function answerSignIn(isSignedIn: boolean): void {
  asked?.answer(isSignedIn);
  asked = null;
  changed();
}

export function useSignInAsked(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked !== null,
  );
}
