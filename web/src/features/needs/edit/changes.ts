import type { Shape } from "@/api";
import type { Answers } from "@/features/categories";
import { minorOf, typedOf } from "@/ui/AmountField";
import { typedMoment } from "@/ui/MomentField";
import { minutesOf, windowOf, type Draft } from "../ask/draft";
import type { Need } from "../needs";

/** A need of mine as the form shows it. */
export function draftOf(need: Need): Draft {
  return {
    title: need.title,
    text: need.text,
    answers: need.answers as Answers,
    pictures: need.picture_ids,
    at: need.mine?.at ?? null,
    placeNote: need.mine?.place_note ?? "",
    isNow: need.when.now,
    from: need.when.now ? "" : typedMoment(new Date(need.when.starts_at)),
    to: need.when.now ? "" : typedMoment(new Date(need.when.ends_at)),
    minutes: String(need.minutes),
    isOpen: need.fee === null,
    fee: need.fee ? typedOf(need.fee) : "",
    payment: need.payment,
    materials: need.materials,
  };
}

/** What differs between two states of the form, as the API takes it; undefined where nothing does. */
export function changesOf(before: Draft, after: Draft, currency: string): Shape<"NeedChanges"> | undefined {
  const changes: Shape<"NeedChanges"> = {};
  const differs = (...names: (keyof Draft)[]) =>
    names.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (before.title !== after.title.trim()) changes.title = after.title.trim();
  if (differs("text")) changes.text = after.text;
  if (differs("answers")) changes.answers = after.answers;
  if (differs("pictures")) changes.picture_ids = [...after.pictures];
  if (differs("placeNote")) changes.place_note = after.placeNote;
  const window = after.isNow ? undefined : windowOf(after);
  // What is for now stays so, whatever stands in the fields that are not shown.
  if (before.isNow !== after.isNow || (window && differs("from", "to")))
    changes.when = window ? { now: false, ...window } : { now: true, starts_at: null, ends_at: null };
  const minutes = minutesOf(after.minutes);
  if (minutes !== null && differs("minutes")) changes.minutes = minutes;
  const minor = after.isOpen ? undefined : minorOf(after.fee, currency);
  if (differs("isOpen") || (!after.isOpen && differs("fee")))
    changes.fee = minor === undefined ? null : { minor, currency };
  if (differs("payment")) changes.payment = after.payment;
  if (differs("materials")) changes.materials = after.materials;
  return Object.keys(changes).length === 0 ? undefined : changes;
}
