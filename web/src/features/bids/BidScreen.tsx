import { useQuery } from "@tanstack/react-query";
import { Navigate, useParams } from "react-router";
import { ErrorFace } from "@/ui/Face";
import { ListSkeleton } from "@/ui/Skeleton";
import { bidQuery, whereShown } from "./bids";

/** The address of a bid, as notices name it: leads on to the need or offer that it stands beside. */
export function BidScreen() {
  const { id = "" } = useParams();
  const bid = useQuery(bidQuery(id));
  if (bid.isPending) return <ListSkeleton />;
  if (bid.isLoadingError) return <ErrorFace error={bid.error} onRetry={() => void bid.refetch()} />;
  return <Navigate replace to={whereShown(bid.data)} />;
}
