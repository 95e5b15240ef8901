/** Keeps what was made of a text until the text is another. What a run did not ask for is forgotten after it. */
export class Memo<T> {
  private kept = new Map<string, { from: string; made: T }>();
  private asked = new Map<string, { from: string; made: T }>();

  get(path: string, from: string, make: () => T): T {
    const known = this.asked.get(path) ?? this.kept.get(path);
    const entry = known?.from === from ? known : { from, made: make() };
    this.asked.set(path, entry);
    return entry.made;
  }

  /** Ends a run. */
  turn(): void {
    this.kept = this.asked;
    this.asked = new Map();
  }
}
