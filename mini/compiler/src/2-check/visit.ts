import type { Node } from "@babel/types";

/** Every node, without recursion: damaged files may nest deeply. */
export function visit(top: Node, see: (node: Node) => void): void {
  const waiting: unknown[] = [top];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (Array.isArray(one)) waiting.push(...(one as unknown[]).toReversed());
    else if (isNode(one)) {
      see(one);
      // What comes first in the file is taken from the end first.
      for (const [key, value] of Object.entries(one).reverse()) {
        if (key !== "loc" && key !== "errors" && !/[cC]omments$/.test(key) && typeof value === "object")
          waiting.push(value);
      }
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
