// Builds the scripts of mini-programs' frames from the sources in mini/ into dist/mini, where the server has them from: frame.js runs a
// program, holder.js holds the web page of a web-view, and web-view.js is what such a page loads itself.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const ours = ["runtime", "sdk", "spec"].map((name) => ({
  find: `@everywhere/mini-${name}`,
  replacement: at(`../../mini/${name}/src/index.ts`),
}));

const SCRIPTS = {
  frame: "components/src/frame.ts",
  holder: "sdk/src/holder.ts",
  "web-view": "sdk/src/web-page.ts",
};

for (const [name, entry] of Object.entries(SCRIPTS))
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
        entry: at(`../../mini/${entry}`),
        formats: ["iife"],
        name: "script",
        fileName: () => `${name}.js`,
      },
    },
  });
