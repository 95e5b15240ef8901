/** Runs a compiled program in a frame, on Preact. */
export { builtIn, common, type Given } from "./draw.ts";
export { canvasNode } from "./canvas-node.ts";
export {
  addressOf,
  type Field,
  isOn,
  type Known,
  type MapHandle,
  MiniElement,
  numberOf,
  styleOf,
  textOf,
} from "./element.ts";
export { tell, tellOnly } from "./events.ts";
export { type ProgramManifest, Runtime } from "./runtime.ts";
export { afterDrawing } from "./schedule.ts";
export { setBaseStyle } from "./sheets.ts";
export { showWeb } from "./webs.ts";
