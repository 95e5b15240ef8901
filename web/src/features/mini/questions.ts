import { useMemo, useRef, useState } from "react";
import type { Shape } from "@/api";
import type { Result } from "./calls";

type Scope = Shape<"GrantDraft">["scopes"][number];

export interface Place {
  name: string;
  address: string;
  latitude: number;
  longitude: number;
}

interface Answers {
  scopes: boolean;
  pay: Result;
  scan: string | undefined;
  place: Place | undefined;
}
interface About {
  scopes: readonly Scope[];
  pay: Shape<"OrderView">;
  scan: undefined;
  place: undefined;
}

/** What the page asks its person now, for the program, and who waits for the answer. */
export type Question = {
  [Kind in keyof Answers]: { kind: Kind; about: About[Kind]; answer: (said: Answers[Kind]) => void };
}[keyof Answers];

export type Asker = <Kind extends keyof Answers>(kind: Kind, about: About[Kind]) => Promise<Answers[Kind]>;

/** One question at a time; who asks meanwhile waits. */
export function useQuestions(): { question: Question | undefined; asks: Asker } {
  const [question, setQuestion] = useState<Question>();
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const asks = useMemo<Asker>(
    () => (kind, about) => {
      const asked = last.current.then(
        () =>
          new Promise<never>((done) => {
            const answer = (said: never) => {
              setQuestion(undefined);
              done(said);
            };
            setQuestion({ kind, about, answer } as unknown as Question);
          }),
      );
      last.current = asked;
      return asked;
    },
    [],
  );
  return { question, asks };
}
