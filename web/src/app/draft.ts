import { useCallback, useRef, useState } from "react";
import { keep as store, keptJson } from "./kept";

/** What it becomes: a value, or how the present one changes. */
type Next<Value> = Value | ((now: Value) => Value);

/**
 * Something half written, kept on this phone until it is sent: `[value, keep, forget]`.
 * Who changes a part says how (`keep((now) => ({ ...now, part }))`): a picture may arrive while somebody types.
 */
export function useDraft<Value extends object>(
  name: string,
  empty: Value,
): [Value, (next: Next<Value>) => void, () => void] {
  const [value, setValue] = useState<Value>(() => keptJson(`draft.${name}`) ?? empty);
  const latest = useRef(value);
  const keep = useCallback(
    (next: Next<Value>) => {
      latest.current = typeof next === "function" ? next(latest.current) : next;
      setValue(latest.current);
      store(`draft.${name}`, JSON.stringify(latest.current));
    },
    [name],
  );
  const forget = useCallback(() => {
    latest.current = empty;
    setValue(empty);
    store(`draft.${name}`, undefined);
  }, [name, empty]);
  return [value, keep, forget];
}
