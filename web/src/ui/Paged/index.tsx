import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useSpeech } from "@/app/i18n";
import { Button } from "@/ui/Button";
import { ErrorFace } from "@/ui/Face";
import { ListSkeleton } from "@/ui/Skeleton";

interface Props<Item> {
  /** What comes page by page. */
  of: UseInfiniteQueryResult<InfiniteData<{ items: Item[] }>>;
  /** What stands there when nothing came. */
  empty: ReactNode;
  skeletonRows?: number;
  /** Shows what came; `onEnd` asks for more, where there is more. */
  children: (items: readonly Item[], onEnd: (() => void) | undefined) => ReactNode;
}

/** The faces of a list beside its items: loading, broken, empty. What came before stays in sight when a refresh or a further page fails. */
export function Paged<Item>({ of, empty, skeletonRows = 4, children }: Props<Item>) {
  const { t } = useSpeech();
  const items = of.data?.pages.flatMap((page) => page.items) ?? [];
  if (of.isPending) return <ListSkeleton rows={skeletonRows} />;
  if (of.isError && items.length === 0) return <ErrorFace error={of.error} onRetry={() => void of.refetch()} />;
  if (items.length === 0) return empty;
  const next = () => void of.fetchNextPage();
  return (
    <>
      {children(items, of.hasNextPage && !of.isFetching && !of.isFetchNextPageError ? next : undefined)}
      {of.isFetchNextPageError && (
        <Button weight="soft" isBlock onClick={next}>
          {t("ui.tryAgain")}
        </Button>
      )}
    </>
  );
}
