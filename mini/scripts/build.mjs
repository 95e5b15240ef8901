// Bundles the tool into cli/dist, a package for npm: main.mjs and driver.mjs for Node, four scripts for the browser, programs to begin with.
import { copyFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { forNode, forPage, root } from "./bundle.mjs";

const dist = `${root}cli/dist`;
await rm(`${dist}/templates`, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const [tool, driver] = await Promise.all([
  forNode("cli/src/main.ts", "cli/dist/main.mjs"),
  forNode("cli/src/driver/index.ts", "cli/dist/driver.mjs"),
  forPage("components/src/frame.ts", "cli/dist/frame.js"),
  forPage("cli/src/browser.ts", "cli/dist/host.js"),
  forPage("sdk/src/holder.ts", "cli/dist/holder.js"),
  forPage("sdk/src/web-page.ts", "cli/dist/web-view.js"),
  cp(`${root}cli/templates`, `${dist}/templates`, { recursive: true }),
  copyFile(`${root}cli/README.md`, `${dist}/README.md`),
  copyFile(`${root}../LICENSE`, `${dist}/LICENSE`),
]);

const { version, license } = await read("cli/package.json");
const { engines } = await read("package.json");
const description = {
  name: "@everywhere/mini",
  version,
  description: "Write, check, run, test and pack mini-programs in Alipay's format.",
  license,
  type: "module",
  engines,
  bin: { "everywhere-mini": "main.mjs" },
  exports: "./driver.mjs",
  dependencies: Object.fromEntries(await Promise.all([...outside(tool), ...outside(driver)].map(pinned))),
};
await writeFile(`${dist}/package.json`, `${JSON.stringify(description, undefined, 2)}\n`);

async function read(path) {
  return JSON.parse(await readFile(root + path, "utf8"));
}

/** The packages of npm that a bundle imports. */
function outside({ metafile }) {
  const imports = Object.values(metafile.outputs).flatMap((one) => one.imports);
  return imports.filter(({ external, path }) => external && !path.startsWith("node:")).map(({ path }) => path);
}

/** The version that the tool was tried with. */
async function pinned(name) {
  return [name, (await read(`node_modules/${name}/package.json`)).version];
}
