import { useCallback, useEffect, useRef, useState } from "react";
import { uploadPicture } from "@/api";
import { resized } from "./resize";

/** A picture on its way. `preview` is an address of this page only. */
export interface Upload {
  key: string;
  preview: string;
  share: number;
  error?: unknown;
}

/** Sends pictures one after the other, keeps what failed to be tried again, and hands over the id of each that arrived. */
export function useUploads(onArrived: (id: string) => void) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const files = useRef(new Map<string, Blob>());
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const arrived = useRef(onArrived);
  useEffect(() => {
    arrived.current = onArrived;
  });
  useEffect(() => {
    const kept = files.current;
    return () => kept.clear();
  }, []);
  const change = useCallback((key: string, changed: Partial<Upload>) => {
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...changed } : each)));
  }, []);
  const drop = useCallback((upload: Upload) => {
    URL.revokeObjectURL(upload.preview);
    files.current.delete(upload.key);
    setUploads((all) => all.filter((each) => each.key !== upload.key));
  }, []);
  const send = useCallback(
    (upload: Upload) => {
      change(upload.key, { share: 0, error: undefined });
      last.current = last.current.then(async () => {
        const file = files.current.get(upload.key);
        if (!file) return;
        try {
          const { id } = await uploadPicture(await resized(file), (share) => change(upload.key, { share }));
          // Taken away meanwhile: nobody wants it any more.
          if (!files.current.has(upload.key)) return;
          arrived.current(id);
          drop(upload);
        } catch (error) {
          change(upload.key, { error });
        }
      });
    },
    [change, drop],
  );
  const add = useCallback(
    (chosen: readonly Blob[]) => {
      const fresh = chosen.map((file) => {
        const key = crypto.randomUUID();
        files.current.set(key, file);
        return { key, preview: URL.createObjectURL(file), share: 0 };
      });
      setUploads((all) => [...all, ...fresh]);
      fresh.forEach(send);
    },
    [send],
  );
  return { uploads, add, retry: send, drop };
}
