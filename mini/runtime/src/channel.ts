type Heard = (...told: unknown[]) => void;

/** Between a page and the one that opened it, by `my.navigateTo`: what one emits, listeners of both hear. */
export class EventChannel {
  private readonly hearing = new Map<string, Set<Heard>>();

  constructor(events: Readonly<Record<string, unknown>> = {}) {
    for (const [name, heard] of Object.entries(events)) if (typeof heard === "function") this.on(name, heard as Heard);
  }

  on(name: string, heard: Heard): void {
    this.hearing.set(name, (this.hearing.get(name) ?? new Set()).add(heard));
  }

  once(name: string, heard: Heard): void {
    const only: Heard = (...told) => {
      this.off(name, only);
      heard(...told);
    };
    this.on(name, only);
  }

  /** Without a listener: all of that name. */
  off(name: string, heard?: Heard): void {
    if (heard === undefined) this.hearing.delete(name);
    else this.hearing.get(name)?.delete(heard);
  }

  emit(name: string, ...told: unknown[]): void {
    for (const heard of [...(this.hearing.get(name) ?? [])]) heard(...told);
  }
}
