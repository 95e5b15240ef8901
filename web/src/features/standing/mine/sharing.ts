import { useQueryClient } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";
import { useAct } from "@/app/act";
import { toast } from "@/ui/Toast";
import { sharingQuery } from "./standing";

/** Says whether I am scored, and what others see of it. */
export function useSharing(onDone?: () => void) {
  const queries = useQueryClient();
  return useAct((body: Shape<"SharingWish">, headers) => got(http.PUT("/api/me/standing/sharing", { body, headers })), {
    touches: [["standing", "mine"], ["standing", "marks"], ["standing", "what-if"], ["consents"], ["people"]],
    onDone: (said) => {
      queries.setQueryData(sharingQuery.queryKey, said);
      onDone?.();
    },
    onError: toast.error,
  });
}
