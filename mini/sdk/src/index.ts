/** `my`: what a mini-program calls, and the port to the host behind it. */
export type { Boot } from "./boot.ts";
export { Bridge, refusal, type ToFrame, type ToHost } from "./bridge.ts";
export { asCall, asFailure, type Options } from "./calls.ts";
export type { Order, Ordered } from "./orders.ts";
export { createMy, type Inside, type My } from "./my.ts";
export { Storage } from "./storage.ts";
export {
  type FromHolder,
  type FromWeb,
  fromWeb,
  HOLDER_READY,
  PAGE_READY,
  type ToHolder,
  type ToWeb,
  type WebsShown,
} from "./webs.ts";
