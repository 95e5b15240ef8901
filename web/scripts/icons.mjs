// Writes the outlines of the icons that are used: each costs what it shows, not all six weights of it.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const read = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
// The icons of categories come with the API; these are those of the server's catalogue.
const categories = read("../../src/everywhere/help/categories/data/categories.json").map((each) => each.icon);

/** The paths of an icon; the pale part of a duotone one begins with "~". */
function paths(name, weight) {
  const file = require.resolve(
    `@phosphor-icons/core/assets/${weight}/${name}${weight === "regular" ? "" : `-${weight}`}.svg`,
  );
  const inner = readFileSync(file, "utf8").replace(/^<svg[^>]*>|<\/svg>\s*$/g, "");
  return [...inner.matchAll(/<path d="([^"]+)"( opacity="0.2")?\/>/g)].map(([, d, pale]) => (pale ? `~${d}` : d));
}

function table(weights) {
  const entries = Object.entries(weights).map(([weight, names]) => {
    const icons = Object.fromEntries([...new Set(names)].sort().map((name) => [name, paths(name, weight)]));
    return `export const ${weight} = ${JSON.stringify(icons)} as const;\n`;
  });
  return `// Written by scripts/icons.mjs from @phosphor-icons/core (MIT).\n${entries.join("")}`;
}

export function write() {
  const { duotone, ...used } = read("../src/ui/Icon/icons.json");
  writeFileSync(new URL("../src/ui/Icon/icons.gen.ts", import.meta.url), table(used));
  // Only faces are drawn in two tones, and a first screen shows none.
  writeFileSync(new URL("../src/ui/Face/icons.gen.ts", import.meta.url), table({ duotone }));
  const ofCategories = [...categories, "hand-heart"];
  writeFileSync(new URL("../src/ui/CategoryIcon/icons.gen.ts", import.meta.url), table({ duotone: ofCategories }));
  // The marks of the map come with the map.
  writeFileSync(new URL("../src/features/nearby/map/icons.gen.ts", import.meta.url), table({ fill: ofCategories }));
}
