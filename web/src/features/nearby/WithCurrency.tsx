import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { got, http } from "@/api";
import { ErrorFace } from "@/ui/Face";
import { Page } from "@/ui/Page";
import { ListSkeleton } from "@/ui/Skeleton";

/** A screen on which amounts are typed: it knows first in which money, that of the city that is open. */
export function WithCurrency({ title, children }: { title: string; children: (currency: string) => ReactNode }) {
  const cities = useQuery({
    queryKey: ["cities"],
    queryFn: () => got(http.GET("/api/cities", { params: { query: { limit: 1 } } })),
    staleTime: Infinity,
  });
  const currency = cities.data?.items[0]?.currency;
  if (currency !== undefined) return children(currency);
  return (
    <Page title={title} hasBack>
      {cities.isError ? <ErrorFace error={cities.error} onRetry={() => void cities.refetch()} /> : <ListSkeleton />}
    </Page>
  );
}
