/** The page around a program: holds its frame, draws what it must not draw itself, answers what it asks. */
export type { PageOnStack } from "./bars.ts";
export type { Carry, Kept, Options } from "./calls.ts";
export { deviceCalls } from "./device.ts";
export type { Asked, Said } from "./dialogs.ts";
export type { Embedding } from "./embedding.ts";
export { Host, network } from "./host.ts";
export { carriesOver, keptInBrowser, keptInDatabase, type KeptInDatabase } from "./kept.ts";
export {
  type Answer,
  base64,
  fileOf,
  networkCalls,
  type Patience,
  Unreached,
  type Way,
  type Wish,
  type Why,
} from "./network.ts";
export { FRAME_PAGE, frameHeaders, holderHeaders, holderPage, hostHeaders } from "./policy.ts";
export {
  type Line,
  lineOf,
  NotOpened,
  type SocketData,
  type SocketEar,
  type SocketWay,
  type SocketWhy,
  type SocketWish,
} from "./sockets.ts";
export { ENGLISH, type Words } from "./words.ts";
