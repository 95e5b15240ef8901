// Bundles the tool into cli/dist: main.mjs for Node, frame.js and host.js for the browser.
import { forNode, forPage } from "./bundle.mjs";

await Promise.all([
  forNode("cli/src/main.ts", "cli/dist/main.mjs"),
  forPage("components/src/frame.ts", "cli/dist/frame.js"),
  forPage("cli/src/browser.ts", "cli/dist/host.js"),
]);
