// Our packages are TypeScript and stay so; what runs in Node or in a frame is bundled by esbuild, packages of npm outside.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

const ours = {
  name: "ours",
  setup: (one) =>
    one.onResolve({ filter: /^[^./]/ }, ({ path }) =>
      path.startsWith("@everywhere/") ? undefined : { path, external: true },
    ),
};

/** For Node: everything of ours in one file. */
export function forNode(entry, outfile) {
  return build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    plugins: [ours],
    sourcemap: "inline",
    sourcesContent: false,
    metafile: true,
  });
}

/** For a page: everything in one classic script. */
export function forPage(entry, outfile, { globalName } = {}) {
  return build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "browser",
    target: "es2022",
    format: "iife",
    globalName,
    minify: true,
    metafile: true,
    charset: "utf8",
  });
}
