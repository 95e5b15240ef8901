import { useCallback, useState } from "react";

const PREFIX = "everywhere.draft.";

/** Something half written, kept on this phone until it is sent: `[value, keep, forget]`. A full or forbidden store costs only the keeping. */
export function useDraft<Value>(name: string, empty: Value): [Value, (value: Value) => void, () => void] {
  const [value, setValue] = useState<Value>(() => read(name) ?? empty);
  const keep = useCallback(
    (next: Value) => {
      setValue(next);
      write(name, next);
    },
    [name],
  );
  const forget = useCallback(() => {
    setValue(empty);
    write(name, undefined);
  }, [name, empty]);
  return [value, keep, forget];
}

function read<Value>(name: string): Value | undefined {
  try {
    const kept = localStorage.getItem(PREFIX + name);
    return kept === null ? undefined : (JSON.parse(kept) as Value);
  } catch {
    return undefined;
  }
}

function write(name: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // What cannot be kept is still on the screen.
  }
}
