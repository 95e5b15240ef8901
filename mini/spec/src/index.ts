/** The surface of a mini-program in one place: types, checks, docs and `my.canIUse` are read from these tables. */
export { ABSENT } from "./apis-further.ts";
export * from "./apis.ts";
export * from "./can-i-use.ts";
export { TIER_A } from "./components-a.ts";
export { TIER_B, TIER_C } from "./components-b.ts";
export * from "./components.ts";
export * from "./config.ts";
export * from "./errors.ts";
export * from "./kinds.ts";
export { reference } from "./reference.ts";
