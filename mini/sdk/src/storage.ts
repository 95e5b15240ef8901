import { LIMITS } from "@everywhere/mini-spec";
import { type Bridge, refusal } from "./bridge.ts";

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** A program's storage: held here whole, written through to the host. Values are what JSON can say. */
export class Storage {
  private kept = new Map<string, string>();
  private size = 0;

  constructor(
    snapshot: Readonly<Record<string, string>>,
    private readonly bridge: Bridge,
  ) {
    this.take(snapshot);
    // Somebody has signed in: what counts is what the program has kept for them.
    bridge.on("storage", (now) => {
      this.take(now as typeof snapshot);
    });
  }

  private take(snapshot: Readonly<Record<string, string>>): void {
    this.kept = new Map(Object.entries(snapshot));
    this.size = 0;
    for (const text of this.kept.values()) this.size += bytes(text);
  }

  get(key: unknown): { data: unknown } {
    const text = this.kept.get(String(key));
    return { data: text === undefined ? null : (JSON.parse(text) as unknown) };
  }

  set(key: unknown, value: unknown): { success: true } {
    const name = String(key);
    const text = JSON.stringify(value) ?? "null";
    const large = bytes(text);
    const grown = this.size + large - bytes(this.kept.get(name) ?? "");
    if (large > LIMITS.storage_key_bytes) throw refusal("storage_key_too_large");
    if (grown > LIMITS.storage_bytes) throw refusal("storage_full");
    this.kept.set(name, text);
    this.size = grown;
    this.bridge.tell("storage", { key: name, value: text });
    return { success: true };
  }

  remove(key: unknown): { success: true } {
    const name = String(key);
    this.size -= bytes(this.kept.get(name) ?? "");
    this.kept.delete(name);
    this.bridge.tell("storage", { key: name, value: null });
    return { success: true };
  }

  clear(): { success: true } {
    for (const key of [...this.kept.keys()]) this.remove(key);
    return { success: true };
  }

  info(): { keys: string[]; currentSize: number; limitSize: number } {
    return {
      keys: [...this.kept.keys()],
      currentSize: Math.ceil(this.size / 1024),
      limitSize: LIMITS.storage_bytes / 1024,
    };
  }
}
