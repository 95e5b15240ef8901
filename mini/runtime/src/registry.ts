// What a compiled program defines, and how its modules are run: lazily, once, each with the path it stands for.
import type { Draw, DrawnView } from "./draw.ts";

type Module = (
  require: (name: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  ...shadowed: unknown[]
) => void;
type Found = Readonly<Record<string, string>>;
type MakeView = (r: Draw, found: Found) => DrawnView;

/**
 * `Function` as programs see it. Libraries that look for the global object ask `Function("return this")()`; the real
 * one is forbidden by the frame's policy anyway. `instanceof` and the prototype are those of real functions.
 */
const AnswersThis = new Proxy(Function, {
  apply: (_, __, given: unknown[]) => onlyThis(given),
  construct: (_, given) => onlyThis(given as unknown[]),
});

function onlyThis(given: readonly unknown[]): () => unknown {
  if (given.length === 1 && /^\s*return this;?\s*$/.test(String(given[0]))) return () => globalThis;
  throw new EvalError("A mini-program cannot make code from text.");
}

export class Registry {
  private readonly modules = new Map<string, { found: Found; run: Module }>();
  private readonly sjs = new Map<string, { found: Found; run: Module }>();
  private readonly loaded = new Map<string, { exports: unknown }>();
  private readonly loadedSjs = new Map<string, { exports: unknown }>();
  private readonly views = new Map<string, { found: Found; make: MakeView }>();
  private readonly made = new Map<string, DrawnView>();
  readonly styles = new Map<string, string>();
  private readonly fonts: string[] = [];
  /** The script that runs now: what `Page` and `Component` are called for. */
  current = "";

  /** The four functions that the compiled scripts call. */
  install(into: Record<string, unknown>): void {
    into["__def"] = (path: string, found: Found, run: Module) => this.modules.set(path, { found, run });
    into["__sjs"] = (path: string, found: Found, run: Module) => this.sjs.set(path, { found, run });
    into["__view"] = (path: string, found: Found, make: MakeView) => this.views.set(path, { found, make });
    into["__css"] = (path: string, css: string, fonts: string) => {
      this.styles.set(path, css);
      if (fonts !== "") this.fonts.push(fonts);
    };
  }

  /** Puts the fonts that styles brought since it was called last into the document, for shadow roots take none. */
  showFonts(): void {
    const style = document.createElement("style");
    style.textContent = this.fonts.splice(0).join("\n");
    if (style.textContent !== "") document.head.append(style);
  }

  /** Runs the script of a page or a component, if it has one and was not run. */
  runScript(unit: string): void {
    const path = [`${unit}.js`, `${unit}.ts`].find((one) => this.modules.has(one));
    if (path !== undefined) this.require(path);
  }

  require(path: string): unknown {
    const outer = this.current;
    this.current = path.replace(/\.(js|ts)$/, "");
    try {
      return run(path, this.modules, this.loaded, (inner) => this.require(inner));
    } finally {
      this.current = outer;
    }
  }

  requireSjs(path: string): unknown {
    const regexp = (pattern: string, flags?: string) => new RegExp(pattern, flags);
    const date = (...given: [number]) => new Date(...given);
    Object.assign(globalThis, { getRegExp: regexp, getDate: date });
    return run(path, this.sjs, this.loadedSjs, (inner) => this.requireSjs(inner));
  }

  view(path: string, draw: Draw): DrawnView | undefined {
    const known = this.made.get(path);
    if (known) return known;
    const one = this.views.get(path);
    if (!one) return undefined;
    const made = one.make(draw, one.found);
    this.made.set(path, made);
    return made;
  }
}

function run(
  path: string,
  from: ReadonlyMap<string, { found: Found; run: Module }>,
  loaded: Map<string, { exports: unknown }>,
  next: (path: string) => unknown,
): unknown {
  const known = loaded.get(path);
  if (known) return known.exports;
  const one = from.get(path);
  if (!one) throw new Error(`There is no module ${path}.`);
  const module = { exports: {} as unknown };
  loaded.set(path, module);
  const require = (name: string) => {
    const target = one.found[name];
    if (target === undefined) throw new Error(`${path} requires ${name}, and nothing is found for it.`);
    return next(target);
  };
  try {
    one.run(require, module, module.exports, ...NOTHING, AnswersThis);
  } catch (broken) {
    loaded.delete(path);
    throw broken;
  }
  return module.exports;
}

/** window, document, self, location, fetch, XMLHttpRequest, AlipayJSBridge, globalThis, global: there are none. */
const NOTHING = new Array<undefined>(9).fill(undefined);
