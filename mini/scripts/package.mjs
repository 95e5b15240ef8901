// The tool as a file that npm installs anywhere, into the folder that is named, or dist/.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { root } from "./bundle.mjs";
import "./build.mjs";

const into = resolve(process.argv[2] ?? `${root}dist`);
mkdirSync(into, { recursive: true });
const words = ["pack", `${root}cli/dist`, "--pack-destination", into, "--loglevel=error"];
process.stdout.write(`${into}/${execFileSync("npm", words, { encoding: "utf8" })}`);
