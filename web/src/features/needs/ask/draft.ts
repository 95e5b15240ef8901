import type { Shape } from "@/api";
import type { Answers } from "@/features/categories";
import { minorOf } from "@/ui/AmountField";
import { instantOf } from "@/ui/MomentField";

export interface Point {
  lat: number;
  lon: number;
}

/** A need as it is being written: what was typed, as it was typed. */
export interface Draft {
  title: string;
  text: string;
  answers: Answers;
  pictures: readonly string[];
  /** None chosen: where the map was looked at. */
  at: Point | null;
  placeNote: string;
  isNow: boolean;
  from: string;
  to: string;
  /** How long it takes, as typed; empty: what is usual for its kind. */
  minutes: string;
  isOpen: boolean;
  fee: string;
  payment: "balance" | "cash";
  materials: "none" | "asker" | "helper";
}

export const EMPTY: Draft = {
  title: "",
  text: "",
  answers: {},
  pictures: [],
  at: null,
  placeNote: "",
  isNow: true,
  from: "",
  to: "",
  minutes: "",
  isOpen: false,
  fee: "",
  payment: "balance",
  materials: "none",
};

/** What the API calls the fields of the form: what it refuses about one of them stands beside it. */
export const FIELDS = [
  "title",
  "text",
  "answers",
  "picture_ids",
  "at",
  "place_note",
  "when",
  "starts_at",
  "ends_at",
  "minutes",
  "fee",
];

export type Missing = "title" | "place" | "window" | "fee";

/** What is still to be said before it can be posted, in the order of the page. */
export function missing(draft: Draft, at: Point | undefined, currency: string): Missing | undefined {
  if (draft.title.trim() === "") return "title";
  if (at === undefined) return "place";
  if (!draft.isNow && windowOf(draft) === undefined) return "window";
  if (!draft.isOpen && !minorOf(draft.fee, currency)) return "fee";
  return undefined;
}

/** The need as the API takes it. Call it when nothing is missing. */
export function bodyOf(draft: Draft, category: string, at: Point, currency: string): Shape<"NeedDraft"> {
  const window = draft.isNow ? undefined : windowOf(draft);
  const minor = draft.isOpen ? undefined : minorOf(draft.fee, currency);
  const answers = Object.entries(draft.answers).filter(([, answer]) => answer !== "");
  return {
    category,
    title: draft.title.trim(),
    text: draft.text,
    answers: Object.fromEntries(answers),
    picture_ids: [...draft.pictures],
    at,
    place_note: draft.placeNote,
    minutes: minutesOf(draft.minutes),
    when: window ? { now: false, ...window } : { now: true, starts_at: null, ends_at: null },
    fee: minor === undefined ? null : { minor, currency },
    materials: draft.materials,
    payment: draft.payment,
  };
}

const MINUTES_MAX = 7 * 24 * 60;

/** The minutes that were typed; null: none, it takes what is usual. */
export function minutesOf(typed: string): number | null {
  const minutes = Number(typed.normalize("NFKC").replace(/\D/g, ""));
  return minutes > 0 ? Math.min(minutes, MINUTES_MAX) : null;
}

export function windowOf({ from, to }: Pick<Draft, "from" | "to">): { starts_at: string; ends_at: string } | undefined {
  const [startsAt, endsAt] = [instantOf(from), instantOf(to)];
  return startsAt !== undefined && endsAt !== undefined && startsAt < endsAt
    ? { starts_at: startsAt, ends_at: endsAt }
    : undefined;
}

/** Of the helpers who are ready, those in the nearest circle that has any: how many, or a few who are not counted. */
export function nearest(ready: readonly Shape<"ReadyWire">[]): { within_m: number; count: number | "few" } | undefined {
  const found = ready.find((circle) => circle.is_few || (circle.count ?? 0) > 0);
  return found && { within_m: found.within_m, count: found.is_few ? "few" : (found.count ?? 0) };
}
