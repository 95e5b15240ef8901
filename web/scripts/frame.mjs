// Builds the script that runs mini-programs in their frames from the sources in mini/, as dist/mini/frame.js: the server hands it out.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const ours = ["runtime", "sdk", "spec"].map((name) => ({
  find: `@everywhere/mini-${name}`,
  replacement: at(`../../mini/${name}/src/index.ts`),
}));

await build({
  configFile: false,
  publicDir: false,
  logLevel: "warn",
  root: at("../../mini/components"),
  // mini/ may have nothing installed: what is drawn with comes from here, in the version that mini/ has too.
  resolve: { alias: [...ours, { find: /^preact(?=$|\/)/, replacement: at("../node_modules/preact") }] },
  build: {
    target: "es2022",
    outDir: at("../dist/mini"),
    emptyOutDir: false,
    lib: {
      entry: at("../../mini/components/src/frame.ts"),
      formats: ["iife"],
      name: "frame",
      fileName: () => "frame.js",
    },
  },
});
