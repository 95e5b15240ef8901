import type { Shape } from "@/api";
import type { Answers } from "@/features/categories";
import type { Point } from "@/features/nearby";
import { minorOf } from "@/ui/AmountField";
import { spansOf, type Row } from "../hours";

export const STEPS = ["kind", "about", "price", "area", "hours", "review"] as const;
export type Step = (typeof STEPS)[number];
export type PriceKind = Shape<"PriceView">["kind"];

/** An offer while it is written, as it is typed. */
export interface Draft {
  category: string | undefined;
  answers: Answers;
  title: string;
  text: string;
  pictureIds: readonly string[];
  priceKind: PriceKind;
  price: string;
  at: Point | undefined;
  radiusM: number;
  rows: readonly Row[];
  communityIds: readonly string[];
}

export const EMPTY: Draft = {
  category: undefined,
  answers: {},
  title: "",
  text: "",
  pictureIds: [],
  priceKind: "fixed",
  price: "",
  at: undefined,
  radiusM: 2_000,
  rows: [],
  communityIds: [],
};

/** Radii that the slider stops at, in metres: close by, fine steps; far away, coarse ones. */
export const RADII_M = [
  300, 500, 800, 1_000, 1_500, 2_000, 3_000, 4_000, 5_000, 7_500, 10_000, 15_000, 20_000,
] as const;

export function radiusIndex(radiusM: number): number {
  const index = RADII_M.findIndex((each) => each >= radiusM);
  return index < 0 ? RADII_M.length - 1 : index;
}

/** The first step that still wants something. */
export function firstOpen(draft: Draft, currency: string): Step {
  if (draft.category === undefined) return "kind";
  if (draft.title.trim() === "") return "about";
  if (priceOf(draft, currency) === undefined) return "price";
  return draft.at === undefined ? "area" : "review";
}

/** Whether a step may be left for the next one. */
export function isDone(draft: Draft, step: Step, currency: string): boolean {
  const open = STEPS.indexOf(firstOpen(draft, currency));
  return open > STEPS.indexOf(step) || (step === "hours" && open >= STEPS.indexOf("review"));
}

/** The price that was typed; undefined while it has no amount that it needs. */
export function priceOf(
  draft: Pick<Draft, "priceKind" | "price">,
  currency: string,
): Shape<"offers_http_PriceWire"> | undefined {
  if (draft.priceKind === "talk") return { kind: "talk" };
  const minor = minorOf(draft.price, currency);
  return minor === undefined || minor === 0 ? undefined : { kind: draft.priceKind, amount: { minor, currency } };
}

/** What is sent; undefined while something is missing. */
export function offerOf(draft: Draft, currency: string): Shape<"OfferDraft"> | undefined {
  const price = priceOf(draft, currency);
  const { category, at } = draft;
  if (category === undefined || at === undefined || price === undefined || draft.title.trim() === "") return undefined;
  return { category, at, price, ...changeableOf(draft) };
}

/** What of an offer may be changed later too, besides its price. */
export function changeableOf(draft: Draft) {
  return {
    title: draft.title,
    text: draft.text,
    answers: draft.answers,
    picture_ids: [...draft.pictureIds],
    radius_m: draft.radiusM,
    hours: spansOf(draft.rows),
    community_ids: [...draft.communityIds],
  };
}

const STEP_OF_FIELD: Record<string, Step> = {
  category: "kind",
  title: "about",
  text: "about",
  answers: "about",
  picture_ids: "about",
  price: "price",
  at: "area",
  radius_m: "area",
  hours: "hours",
  community_ids: "hours",
};

/** The step that has the field that the server refused. */
export function stepOfField(path: string | undefined): Step | undefined {
  return STEP_OF_FIELD[path?.split(".")[0] ?? ""];
}
