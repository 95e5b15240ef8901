import type { ComponentInstance } from "./component.ts";

/** Ties a component that came to the nearest one round it that it names in `relations` as above, or that names it as below. */
export function link(one: ComponentInstance): void {
  for (const path of Object.keys(one.relations)) {
    for (let higher = one.composedParent; higher; higher = higher.composedParent) {
      if (!names(one, path, higher)) continue;
      tie(higher, one, path);
      break;
    }
  }
}

export function unlink(one: ComponentInstance): void {
  for (const [other, path] of one.linked) {
    one.relations[path]?.unlinked?.call(one.self, other.self);
    const theirs = other.linked.get(one);
    if (theirs !== undefined) other.relations[theirs]?.unlinked?.call(other.self, one.self);
    other.linked.delete(one);
  }
  one.linked.clear();
}

function tie(higher: ComponentInstance, lower: ComponentInstance, path: string): void {
  if (lower.linked.has(higher)) return;
  const theirs = Object.keys(higher.relations).find((key) => names(higher, key, lower)) ?? "";
  lower.linked.set(higher, path);
  higher.linked.set(lower, theirs);
  lower.relations[path]?.linked?.call(lower.self, higher.self);
  higher.relations[theirs]?.linked?.call(higher.self, lower.self);
}

/** Whether a relation's path, as it stands in the file of `from`, means the other; or its `target` mixin does. */
function names(from: ComponentInstance, path: string, other: ComponentInstance): boolean {
  const target = from.relations[path]?.target;
  if (target !== undefined) return other.hasMixin(target);
  const base = new URL(path, `file://${from.is}`).pathname;
  return other.is === base || other.is === path || other.is === `${base}/index`;
}
