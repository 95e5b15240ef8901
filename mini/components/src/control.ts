import { type Field, MiniElement, tellOnly } from "@everywhere/mini-runtime";
import { useEffect, useRef, useState } from "preact/hooks";

/** A reference to a built-in's own element. */
export interface At {
  current: MiniElement | null;
}

/** Makes an element a control of its form: `field` is what the form and the label see. */
export function useField(field: Field): At {
  const at = useRef<MiniElement>(null);
  useEffect(() => {
    if (at.current) at.current.field = field;
  });
  return at;
}

/** A state that the program may set anew at any drawing, and the person may change between. */
export function useAsked<T>(asked: T): [T, (next: T) => void] {
  const [now, setNow] = useState(asked);
  const last = useRef(asked);
  if (last.current !== asked) {
    last.current = asked;
    if (now !== asked) setNow(asked);
  }
  return [last.current === asked ? now : asked, setNow];
}

/** Tells the element's own handlers; the other arguments as `detail`. */
export function say(at: At, type: string, detail: Readonly<Record<string, unknown>>): void {
  if (at.current) tellOnly(at.current, type, detail);
}

/** The nearest built-in of a kind above. */
export function above(element: Element | null, tag: string): MiniElement | undefined {
  const found = element?.closest(`mp-${tag}`);
  return found instanceof MiniElement ? found : undefined;
}
