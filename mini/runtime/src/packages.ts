import { type Bridge, refusal } from "@everywhere/mini-sdk";
import type { Registry } from "./registry.ts";
import type { ProgramManifest, UnitOfProgram } from "./runtime.ts";

interface Rule {
  /** `wifi` where nothing is said. */
  readonly network?: string;
  /** Subpackages by their folder or their name. */
  readonly packages?: readonly string[];
}

type Loaded = Promise<void>;

/**
 * The subpackages of a program: the two scripts of each are fetched when one of its pages is opened, once. The frame asks for
 * them itself, from where its own scripts came; the host is told, and shows that something is awaited.
 */
export class Packages {
  private readonly asked = new Map<string, Loaded>();
  private readonly come = new Set<string>();
  private readonly deepest: readonly string[];
  private readonly units: Record<string, UnitOfProgram>;

  constructor(
    private readonly manifest: ProgramManifest,
    private readonly registry: Registry,
    private readonly bridge: Bridge,
    private readonly network: () => string,
  ) {
    this.deepest = (manifest.packages ?? []).toSorted((one, other) => other.length - one.length);
    this.units = manifest.units as Record<string, UnitOfProgram>;
    Object.assign(globalThis, {
      __package: (units: Record<string, UnitOfProgram>) => Object.assign(this.units, units),
    });
  }

  /** Undefined where all that a page needs is here; else what ends when it is, or fails with the number of a call. */
  ready(page: string): Loaded | undefined {
    const missing = this.rootsOf(page).filter((root) => !this.come.has(root));
    if (missing.length === 0) return undefined;
    this.bridge.tell("package", { roots: missing, page, state: "awaited" });
    return Promise.all(missing.map((root) => this.fetch(root))).then(
      () => {
        this.bridge.tell("package", { roots: missing, page, state: "come" });
      },
      (why: unknown) => {
        this.bridge.tell("package", { roots: missing, page, state: "failed" });
        throw why;
      },
    );
  }

  /** What `preloadRule` of app.json wants ahead on a page, if the network is one for that. What fails is fetched when it is needed. */
  preload(page: string): void {
    const rules = (this.manifest.app["preloadRule"] ?? {}) as Readonly<Record<string, Rule | undefined>>;
    const rule = rules[page] ?? rules[page.slice(1)];
    if (!rule || (rule.network !== "all" && this.network() !== "WIFI")) return;
    for (const name of listOf<string>(rule.packages)) {
      const root = this.rootNamed(name);
      if (root !== undefined) this.fetch(root).catch(() => undefined);
    }
  }

  private rootsOf(page: string): string[] {
    const own = this.deepest.find((root) => page.startsWith(`/${root}/`));
    return [...(own === undefined ? [] : [own]), ...(this.manifest.needs?.[page] ?? [])];
  }

  private rootNamed(name: string): string | undefined {
    const { app } = this.manifest;
    const all = listOf<{ root?: string; name?: string }>(app["subPackages"] ?? app["subpackages"]);
    const root = all.find((one) => one.name === name)?.root ?? name;
    return this.deepest.find((one) => one === String(root).replace(/^\/+|\/+$/g, ""));
  }

  private fetch(root: string): Loaded {
    const known = this.asked.get(root);
    if (known) return known;
    const folder = root.split("/").map(encodeURIComponent).join("/");
    const loaded = Promise.all(["view.js", "logic.js"].map((name) => script(`${folder}/${name}`))).then(
      () => {
        this.come.add(root);
        this.registry.showFonts();
        this.bridge.tell("fetched", { root });
      },
      () => {
        // Asked for anew by who comes next.
        this.asked.delete(root);
        throw refusal("package_not_fetched", root);
      },
    );
    this.asked.set(root, loaded);
    return loaded;
  }
}

/** What stands in app.json is the program's, and may be anything. */
function listOf<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

/** Runs a script of the program's own origin; the frame's policy allows no other. */
function script(address: string): Promise<void> {
  const element = document.createElement("script");
  element.crossOrigin = "";
  element.src = address;
  return new Promise((done, failed) => {
    element.onload = () => {
      done();
    };
    element.onerror = () => {
      element.remove();
      failed(new Error(address));
    };
    document.head.append(element);
  });
}
