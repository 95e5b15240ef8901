/** The developer's tool: reads a folder, compiles it, serves it, tests it, packs it. */
export { build, check, create } from "./commands.ts";
export { dev } from "./dev.ts";
export { Disk, filesBelow } from "./disk.ts";
export { chromiumPath } from "./driver/chromium.ts";
export { Driver, type Opening } from "./driver/driver.ts";
export type { Phone } from "./driver/phone.ts";
export { asked, webOriginsOf } from "./gateway.ts";
export { outputOf } from "./output.ts";
export { digestOf, pack, unfit } from "./pack.ts";
export { PAGE } from "./page.ts";
export { placeOf, withPlaces } from "./places.ts";
export { type Served, serve } from "./serve.ts";
export { zipped } from "./zip.ts";
