/** Runs a compiled program in a frame, on Preact. */
export { builtIn, common, type Given } from "./draw.ts";
export { addressOf, type Field, isOn, type Known, MiniElement, numberOf, styleOf, textOf } from "./element.ts";
export { tell, tellOnly } from "./events.ts";
export { type ProgramManifest, Runtime } from "./runtime.ts";
export { setBaseStyle } from "./sheets.ts";
