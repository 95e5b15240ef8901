// The words in which the calls of `my` are written.
import type { ApiSpec, Scope } from "./kinds.ts";

type Names = readonly string[];

export const call = (
  tier: 1 | 2,
  at: "frame" | "host",
  options: Names = [],
  answer: Names = [],
  scope?: Scope,
): ApiSpec => ({ tier, kind: "call", at, options, answer, ...(scope ? { scope } : {}) });
export const sync = (tier: 1 | 2, options: Names = [], answer: Names = []): ApiSpec => ({
  tier,
  kind: "sync",
  at: "frame",
  options,
  answer,
});
export const task = (options: Names, answer: Names): ApiSpec => ({
  ...call(1, "host", options, answer),
  task: ["abort"],
});
export const moving = (options: Names, answer: Names): ApiSpec => ({
  ...task(options, answer),
  task: ["abort", "onProgressUpdate", "offProgressUpdate"],
});
export const event = (tier: 1 | 2): ApiSpec => ({ tier, kind: "event", at: "frame" });
export const make = (tier: 1 | 2): ApiSpec => ({ tier, kind: "make", at: "frame" });
export const value = (tier: 1 | 2): ApiSpec => ({ tier, kind: "value", at: "frame" });
