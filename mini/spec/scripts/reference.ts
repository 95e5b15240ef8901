// Writes docs/reference/mini.md from the tables; with --check only says whether it is that already.
import { readFileSync, writeFileSync } from "node:fs";
import { reference } from "@everywhere/mini-spec";
import { format } from "prettier";

const file = "../docs/reference/mini.md";
const written = await format(reference(), { parser: "markdown", printWidth: 120 });
if (!process.argv.includes("--check")) writeFileSync(file, written);
else if (readFileSync(file, "utf8") !== written) {
  process.stderr.write("docs/reference/mini.md is not what the tables say: npm run reference\n");
  process.exitCode = 1;
}
