// The words in which the tables of this package are written.

/** What an attribute takes. A list of words is a choice; anything else given there is a mistake that `check` reports. */
export type Value = "text" | "number" | "boolean" | "object" | "colour" | "any" | readonly string[];

/** A: ships first, 98.8 % of uses. B: to 99.9 %. C: drawn as a named placeholder. */
export type Tier = "A" | "B" | "C";

export interface ComponentSpec {
  readonly tier: Tier;
  /** By their name with hyphens; AXML may write them in camel case too. */
  readonly attributes: Readonly<Record<string, Value>>;
  /** Without the `on`, first letter small. They do not bubble, unlike those of COMMON_EVENTS. */
  readonly events: readonly string[];
}

/** Where a call is carried out: in the program's own frame, or by the host, which may ask the person. */
export type Place = "frame" | "host";

export interface ApiSpec {
  readonly tier: 1 | 2;
  /**
   * `call`: options with success, fail and complete, and a promise. `sync`: answers at once.
   * `event`: takes a listener, and has an `off…`. `make`: returns a context object. `value`: no function.
   */
  readonly kind: "call" | "sync" | "event" | "make" | "value";
  readonly at: Place;
  /** What must be granted by the person first. */
  readonly scope?: Scope;
  /** The names of the options that it reads. */
  readonly options?: readonly string[];
  /** The names of what a success brings. */
  readonly answer?: readonly string[];
  /** What the task can do that the call returns; none for calls that cannot be stopped. */
  readonly task?: readonly string[];
}

export type Scope = "userInfo" | "userLocation" | "camera" | "album" | "writePhotosAlbum" | "record" | "phoneNumber";

/** `scroll-y` and `scrollY` are one attribute. */
export function camel(name: string): string {
  return name.replace(/-+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
