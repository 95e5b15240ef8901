import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isSignInNeeded } from "@/app/queries";
import { useSpeech } from "@/app/i18n";
import { askToSignIn } from "@/features/people";
import { Button } from "@/ui/Button";
import { ErrorFace, Face } from "@/ui/Face";
import { LongList } from "@/ui/LongList";
import { ListSkeleton } from "@/ui/Skeleton";
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
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  if (found.isPending) return <ListSkeleton />;
  if (found.isError && items.length === 0) {
    if (!isSignInNeeded(found.error)) return <ErrorFace error={found.error} onRetry={() => void found.refetch()} />;
    return (
      <Face
        icon="user"
        title={t("needs.nobody")}
        text={t("needs.nobodyText")}
        action={<Button onClick={() => void askToSignIn()}>{t("needs.signIn")}</Button>}
      />
    );
  }
  if (items.length === 0) return empty;
  return (
    <div className="my-list">
      <LongList
        label={label}
        items={items}
        keyOf={keyOf}
        onEnd={found.hasNextPage && !found.isFetching ? () => void found.fetchNextPage() : undefined}
      >
        {children}
      </LongList>
    </div>
  );
}
