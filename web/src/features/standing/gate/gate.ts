import { queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Passage = Shape<"PassageView">;
export type Next = Passage["next"][number];

/** A plan as far as it is known: what is asked or offered, where, for how much, paid how. */
export interface Plan {
  doing: Passage["doing"];
  category: string;
  at?: { lat: number; lon: number } | undefined;
  communityId?: string | undefined;
  fee?: number | undefined;
  payment?: "balance" | "cash";
}

// About 100 m: whose gate it is does not change with each step.
const DIGITS = 3;

export const gateQuery = ({ doing, category, at, communityId, fee, payment = "balance" }: Plan) => {
  const query = {
    category,
    payment,
    at: at && `${at.lat.toFixed(DIGITS)},${at.lon.toFixed(DIGITS)}`,
    community_id: communityId,
    fee_minor: fee,
  };
  return queryOptions({
    queryKey: ["standing", "gates", doing, query],
    queryFn: async () => {
      const { items } = await got(http.GET("/api/me/standing/gates", { params: { query } }));
      return items.find((passage) => passage.doing === doing) ?? null;
    },
  });
};

export const needGateQuery = (needId: string, fee: number | undefined) =>
  queryOptions({
    queryKey: ["standing", "gates", "need", needId, fee],
    queryFn: () =>
      got(http.GET("/api/needs/{need_id}/gate", { params: { path: { need_id: needId }, query: { fee_minor: fee } } })),
  });

/** Where a next step is taken; what is done in the form itself leads nowhere. */
export function placeOf(code: Next["code"]): string | undefined {
  if (code === "be_scored" || code === "keep_promises") return "/me/standing";
  return code === "join_community" ? "/me/communities" : undefined;
}
