// Lays a Brotli and a gzip copy beside every text file of dist/, which the server hands out to whoever takes them.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const TEXT = /\.(html|css|js|mjs|json|geojson|svg|webmanifest|txt)$/;
const SMALLEST = 600;

for (const name of readdirSync(DIST, { recursive: true })) {
  const file = join(DIST, name);
  if (!TEXT.test(name) || statSync(file).size < SMALLEST) continue;
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}
