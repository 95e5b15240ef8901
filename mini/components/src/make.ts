import { type ComponentChildren, createElement, type VNode } from "preact";

/** `createElement` for our elements, whose attributes Preact's types do not know. */
export function make(
  tag: string,
  given: Readonly<Record<string, unknown>> | null,
  ...children: ComponentChildren[]
): VNode {
  return createElement(tag as never, given as never, ...children);
}
