/** The page around a program: holds its frame, draws what it must not draw itself, answers what it asks. */
export type { PageOnStack } from "./bars.ts";
export type { Carry, Kept } from "./calls.ts";
export { type Embedding, Host } from "./host.ts";
export { keptInBrowser } from "./kept.ts";
export { FRAME_PAGE, frameHeaders, hostHeaders } from "./policy.ts";
