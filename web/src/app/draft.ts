import { useCallback, useState } from "react";
import { keep as store, keptJson } from "./kept";

/** Something half written, kept on this phone until it is sent: `[value, keep, forget]`. */
export function useDraft<Value>(name: string, empty: Value): [Value, (value: Value) => void, () => void] {
  const [value, setValue] = useState<Value>(() => keptJson(`draft.${name}`) ?? empty);
  const keep = useCallback(
    (next: Value) => {
      setValue(next);
      store(`draft.${name}`, JSON.stringify(next));
    },
    [name],
  );
  const forget = useCallback(() => {
    setValue(empty);
    store(`draft.${name}`, undefined);
  }, [name, empty]);
  return [value, keep, forget];
}
