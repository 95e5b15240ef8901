type Heard = (error: unknown, where: string) => void;

let heard: Heard = () => undefined;

/** Who is told of what a program's own code throws; there is one program in a frame. */
export function onProgramError(next: Heard): void {
  heard = next;
}

export function report(error: unknown, where: string): void {
  heard(error, where);
}

/** Runs a part of the program. What it throws is told and goes no further. */
export function guarded<T>(where: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    report(error, where);
    return undefined;
  }
}
