import type { Shape } from "@/api";
import type { Point } from "@/features/nearby";
import { minorOf } from "@/ui/AmountField";
import { instantOf } from "@/ui/MomentField";

/** A booking as it is typed; `fee` is undefined while it is the offer's own price. */
export interface Booking {
  fee: string | undefined;
  startsAt: string;
  minutes: string;
  at: Point | undefined;
  placeNote: string;
  note: string;
  payment: Shape<"BidCard">["payment"];
}

export const NOTHING_BOOKED: Booking = {
  fee: undefined,
  startsAt: "",
  minutes: "",
  at: undefined,
  placeNote: "",
  note: "",
  payment: "balance",
};

/** What is sent; undefined while a part of it cannot be. */
export function bookingOf(typed: Booking, currency: string): Shape<"BookingDraft"> | undefined {
  const minor = minorOf(typed.fee ?? "", currency);
  const minutes = Number(typed.minutes);
  const starts_at = instantOf(typed.startsAt);
  if (!minor || !typed.at || !starts_at || !Number.isInteger(minutes) || minutes < 1) return undefined;
  return {
    fee: { minor, currency },
    at: typed.at,
    starts_at,
    minutes,
    note: typed.note,
    place_note: typed.placeNote,
    payment: typed.payment,
    materials: "none",
  };
}
