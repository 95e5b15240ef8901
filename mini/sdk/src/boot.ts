import type { Ordered } from "./orders.ts";

/** What the host tells a program's frame at its start, so that `*Sync` calls answer without asking. */
export interface Boot {
  readonly appId: string;
  readonly launch: {
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly scene: string;
    readonly referrerInfo?: unknown;
  };
  readonly system: Readonly<Record<string, unknown>>;
  readonly ext: Readonly<Record<string, unknown>>;
  /** Key → JSON of the value. */
  readonly storage: Readonly<Record<string, string>>;
  readonly network: { readonly networkAvailable: boolean; readonly networkType: string };
  /** Whether to warn of what a phone would do differently. */
  readonly strict: boolean;
  /** How calls end that a test ordered; none, and no telling of each call, where it is not given. */
  readonly orders?: readonly Ordered[];
}
