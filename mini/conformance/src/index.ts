/** Trying the engine on what others wrote. */
export { LIBRARIES, type Library, library } from "./libraries.ts";
export { chance, damaged } from "./damage.ts";
