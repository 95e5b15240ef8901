// Bundles the tool into cli/dist: main.mjs and driver.mjs for Node, frame.js and host.js for the browser, programs to begin with.
import { cp, rm } from "node:fs/promises";
import { forNode, forPage, root } from "./bundle.mjs";

await rm(`${root}cli/dist/templates`, { recursive: true, force: true });
await Promise.all([
  forNode("cli/src/main.ts", "cli/dist/main.mjs"),
  forNode("cli/src/driver/index.ts", "cli/dist/driver.mjs"),
  forPage("components/src/frame.ts", "cli/dist/frame.js"),
  forPage("cli/src/browser.ts", "cli/dist/host.js"),
  cp(`${root}cli/templates`, `${root}cli/dist/templates`, { recursive: true }),
]);
