import type { Notes } from "../diagnostics.ts";

/** What a view file emits into, and what it found on the way. */
export class Emission {
  /** Lines that are run once, before anything is drawn. */
  readonly hoisted: string[] = [];
  readonly sjs = new Map<string, string>();
  private readonly constants = new Map<string, string>();

  constructor(
    readonly notes: Notes,
    /** Tags that the file's own configuration makes components. */
    readonly using: ReadonlySet<string>,
    readonly hasComponent: (tag: string) => boolean,
  ) {}

  /** A constant of the file; equal ones are shared. */
  constant(code: string): string {
    let name = this.constants.get(code);
    if (name === undefined) {
      name = `K${this.constants.size}`;
      this.constants.set(code, name);
      this.hoisted.push(`var ${name} = ${code};`);
    }
    return name;
  }

  isComponent(tag: string): boolean {
    return this.using.has(tag) || !this.hasComponent(tag);
  }
}

/** Which names are variables of loops and slots here; all others are data. Maps the name in AXML to that in the code. */
export class Scope {
  constructor(private readonly names: ReadonlyMap<string, string> = new Map()) {}

  local(name: string): string | undefined {
    return this.names.get(name);
  }

  with(...names: readonly string[]): Scope {
    const more = new Map(this.names);
    for (const name of names) more.set(name, variable(name));
    return new Scope(more);
  }

  /** All variables as an object's members, for what is drawn by another file. */
  members(): string {
    return [...this.names].map(([name, code]) => `${JSON.stringify(name)}: ${code}`).join(", ");
  }
}

/** A name that can be a variable in the code and meets none of its own. */
export function variable(name: string): string {
  return `$${name.replace(/[^\w$]/g, "_")}`;
}
