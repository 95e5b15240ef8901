import { type Component, options } from "preact";
import { report } from "./errors.ts";

/** What waits to be drawn: `before` runs once more of the program (deriveDataFromProps), then all are drawn together. */
export interface Waiting {
  readonly component: Component;
  readonly depth: number;
  before(): void;
}

const waiting = new Set<Waiting>();
const after: (() => void)[] = [];
let isAsked = false;
let held = 0;
/** Something never comes to rest: from then on each picture gets one round. */
let isRestless = false;
let pending: (() => void) | undefined;

// Preact draws when it is told to: never in the middle of a program's own code.
options.debounceRendering = (draw) => {
  pending = draw;
  ask();
};

/** Draws this before the next task; what is asked for until then is drawn with it. */
export function schedule(one: Waiting): void {
  waiting.add(one);
  ask();
}

/** Runs after what is asked for now is on the screen. */
export function afterDrawing(run: () => void): void {
  after.push(run);
  ask();
}

function ask(): void {
  if (isAsked || held > 0) return;
  isAsked = true;
  queueMicrotask(flush);
}

/** Everything that `run` sets is drawn once, after it. */
export function batched(run: () => void): void {
  held++;
  try {
    run();
  } finally {
    held--;
    if (waiting.size > 0 || after.length > 0) ask();
  }
}

/** Draws now. Bounded: what a program sets anew in every round is drawn with the next picture instead. */
export function flush(): void {
  isAsked = false;
  for (let round = 0; round < (isRestless ? 1 : 50) && (waiting.size > 0 || pending || after.length > 0); round++) {
    const now = [...waiting].sort((one, other) => one.depth - other.depth);
    waiting.clear();
    for (const one of now) {
      one.before();
      one.component.forceUpdate();
    }
    const draw = pending;
    pending = undefined;
    draw?.();
    for (const run of after.splice(0)) run();
  }
  if (waiting.size === 0) return;
  if (!isRestless) report(new Error("A component sets other data in every didUpdate."), "setData");
  isRestless = true;
  requestAnimationFrame(flush);
}
