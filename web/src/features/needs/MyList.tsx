import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isSignInNeeded } from "@/app/queries";
import { useSpeech } from "@/app/i18n";
import { askToSignIn } from "@/features/people";
import { Button } from "@/ui/Button";
import { Face } from "@/ui/Face";
import { LongList } from "@/ui/LongList";
import { Paged } from "@/ui/Paged";
import "./need.css";

interface Props<Item> {
  label: string;
  found: UseInfiniteQueryResult<InfiniteData<{ items: Item[] }>>;
  keyOf: (item: Item) => string;
  empty: ReactNode;
  children: (item: Item) => ReactNode;
}

/** A list of one's own things with its faces: nobody signed in, loading, broken, empty. */
export function MyList<Item>({ label, found, keyOf, empty, children }: Props<Item>) {
  const { t } = useSpeech();
  if (found.isError && isSignInNeeded(found.error)) {
    return (
      <Face
        icon="user"
        title={t("needs.nobody")}
        text={t("needs.nobodyText")}
        action={<Button onClick={() => void askToSignIn()}>{t("needs.signIn")}</Button>}
      />
    );
  }
  return (
    <Paged of={found} empty={empty}>
      {(items, onEnd) => (
        <div className="my-list fills">
          <LongList label={label} items={items} keyOf={keyOf} onEnd={onEnd}>
            {children}
          </LongList>
        </div>
      )}
    </Paged>
  );
}
