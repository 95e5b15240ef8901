/** The developer's tool: reads a folder, compiles it, serves it. */
export { build, check, create, dev } from "./commands.ts";
export { Disk, filesBelow } from "./disk.ts";
export { outputOf } from "./output.ts";
export { PAGE } from "./page.ts";
export { type Served, serve } from "./serve.ts";
