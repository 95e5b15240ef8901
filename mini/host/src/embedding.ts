import type { Boot } from "@everywhere/mini-sdk";
import type { Carry, Kept } from "./calls.ts";
import type { SocketWay } from "./sockets.ts";
import type { Words } from "./words.ts";

/** What a host is given of the program that it holds. */
export interface Embedding {
  /** Where the frame's document is, on an origin of its own. */
  readonly frame: string;
  readonly name: string;
  readonly boot: Omit<Boot, "storage">;
  readonly app: Readonly<Record<string, unknown>>;
  readonly kept: Kept;
  /** The origins whose pages it may show in a `web-view`; none where nothing is given. */
  readonly webOrigins?: readonly string[];
  /** What this host can do beyond dialogs. */
  readonly more?: Readonly<Record<string, Carry>>;
  /** How sockets of the program are opened; without it they are not offered. */
  readonly sockets?: SocketWay;
  /** What the host says, in English where nothing is given. */
  readonly words?: Words;
  /** The capsule's cross was tapped; without it the program is ended. */
  close?(): void;
  /** The capsule's dots were tapped; without it the page hears `onOptionMenuClick`. */
  menu?(): void;
  /** Everything that the program did or that went wrong, for the log. */
  heard?(event: string, detail: unknown): void;
}
