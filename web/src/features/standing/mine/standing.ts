import { queryOptions } from "@tanstack/react-query";
import { got, http, type Shape } from "@/api";

export type Standing = Shape<"StandingView">;
export type Sharing = Shape<"SharingView">;
export type Line = Shape<"LineView">;
export type Part = Shape<"PartView">;
export type Appeal = Shape<"AppealView">;
export type Kind = Line["kind"];
export type Band = Standing["band"];
export type Shown = Sharing["shown"];

export const SCORE_MIN = 350;
export const SCORE_MAX = 950;
/** From which score on each band begins, the lowest first. */
export const BANDS: readonly (readonly [from: number, band: Band])[] = [
  [350, "low"],
  [550, "fair"],
  [600, "good"],
  [650, "very_good"],
  [700, "excellent"],
];
export const SHOWN: readonly Shown[] = ["nothing", "band", "score"];

export const sharingQuery = queryOptions({
  queryKey: ["standing", "sharing"],
  queryFn: () => got(http.GET("/api/me/standing/sharing")),
});

export const standingQuery = queryOptions({
  queryKey: ["standing", "mine"],
  queryFn: () => got(http.GET("/api/me/standing")),
});

export const appealsQuery = queryOptions({
  queryKey: ["standing", "appeals"],
  queryFn: () => got(http.GET("/api/me/standing/appeals")),
});

export const issuersQuery = queryOptions({
  queryKey: ["standing", "issuers"],
  queryFn: () => got(http.GET("/api/standing/issuers")),
});

/** By what I would be known again if I left with broken promises, and what is kept already. */
export const marksQuery = queryOptions({
  queryKey: ["standing", "marks"],
  queryFn: () => got(http.GET("/api/me/standing/marks")),
});

/** How far I am believed about others. */
export const voiceQuery = queryOptions({
  queryKey: ["standing", "voice"],
  queryFn: () => got(http.GET("/api/me/standing/voice")),
});

/** A review of mine or of me, with its deal. */
export const ownReviewQuery = (id: string) =>
  queryOptions({
    queryKey: ["standing", "review", id],
    queryFn: () => got(http.GET("/api/reviews/{review_id}", { params: { path: { review_id: id } } })),
  });

/** Which trade of my shop a fact is of. */
export const tradeOfQuery = (factId: string) =>
  queryOptions({
    queryKey: ["standing", "trade", factId],
    queryFn: () => got(http.GET("/api/me/standing/facts/{fact_id}/trade", { params: { path: { fact_id: factId } } })),
  });

/** How a change is tried out: so many more promises, kept or called off, or so many months gone by. */
export interface Trial {
  kept: number;
  calledOff: number;
  months: number;
}

/** The trial in the server's words. */
export function asked({ kept, calledOff, months }: Trial): Shape<"WhatIf"> {
  const add: Shape<"WhatIf">["add"] = [];
  if (kept > 0) add.push({ kind: "kept", role: "helper", count: kept, value: 1 });
  if (calledOff > 0) add.push({ kind: "called_off", role: "helper", count: calledOff, value: 0 });
  return { add, wait_days: months * 30 };
}

export const whatIfQuery = (trial: Trial) =>
  queryOptions({
    queryKey: ["standing", "what-if", trial.kept, trial.calledOff, trial.months],
    queryFn: () => got(http.POST("/api/me/standing/what-if", { body: asked(trial) })),
  });

const PLACE = /^everywhere:(did:key:z[1-9A-HJ-NP-Za-km-z]+)#([0-9a-f-]{36})$/;

/** What one copies at one installation and pastes at another, so that a credential is made for the right place and person. */
export function placeOf(did: string, personId: string): string {
  return `everywhere:${did}#${personId}`;
}

/** Such a text taken apart; undefined where it is none. */
export function readPlace(text: string): { audience: string; holder_id: string } | undefined {
  const [, audience, holder_id] = PLACE.exec(text.trim()) ?? [];
  return audience !== undefined && holder_id !== undefined ? { audience, holder_id } : undefined;
}

/** A credential as its file has it; undefined where it is none. */
export function readCredential(text: string): Record<string, unknown> | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === "object" && found !== null && "proof" in found
      ? (found as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Where the dial's needle stands, 0 to 1. */
export function turn(score: number): number {
  return Math.min(1, Math.max(0, (score - SCORE_MIN) / (SCORE_MAX - SCORE_MIN)));
}

/** A point of the dial's half circle around (110, 110), for a share of its way. */
export function onDial(share: number, radius: number): string {
  const angle = Math.PI * (1 - share);
  return `${(110 + radius * Math.cos(angle)).toFixed(2)} ${(110 - radius * Math.sin(angle)).toFixed(2)}`;
}
