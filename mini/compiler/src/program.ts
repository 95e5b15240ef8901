import type { Diagnostic } from "./diagnostics.ts";
import type { Json } from "./1-parse/json.ts";

/** A page or a component, as the runtime needs to know it. Paths have no ending. */
export interface Unit {
  readonly path: string;
  readonly kind: "page" | "component";
  /** Tags → components. */
  readonly using: Readonly<Record<string, string>>;
  readonly config: Json;
  /** Of a page: every style that is seen on it, in order; of a component empty. */
  readonly styles: readonly string[];
  /** Of a component with styles of its own (`styleIsolation`): the mark of what it draws. */
  readonly scope?: string;
}

export interface Manifest {
  readonly app: Json;
  /** In order; the first opens. */
  readonly pages: readonly string[];
  /** The folders of its subpackages; what lies in none of them is the main package. */
  readonly packages: readonly string[];
  /** Pages that show components of other subpackages → these. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  readonly units: Readonly<Record<string, Unit>>;
}

export interface Part {
  readonly root: string;
  readonly logic: string;
  readonly view: string;
}

/** A compiled program. `logic` and `view` are scripts that only define; the runtime starts them. */
export interface Program {
  readonly manifest: Manifest;
  readonly logic: string;
  readonly view: string;
  /** The same of each subpackage: fetched when a page of it is opened. */
  readonly subpackages: readonly Part[];
  /** Source maps of scripts by path. */
  readonly maps: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Every source file that was read. */
  readonly sources: readonly string[];
  readonly usage: {
    readonly components: readonly string[];
    readonly events: readonly string[];
    readonly calls: readonly string[];
    readonly missingCalls: readonly string[];
  };
}
