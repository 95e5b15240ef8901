/** The developer's tool: reads a folder, compiles it, serves it. */
export { Disk, filesBelow } from "./disk.ts";
