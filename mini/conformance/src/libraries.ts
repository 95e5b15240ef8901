import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Disk, filesBelow } from "@everywhere/mini-cli";
import { type Files, inMemory, join, layered } from "@everywhere/mini-compiler";

const require = createRequire(import.meta.url);

/** A component library from npm, unmodified, with a program around it that uses every component on a page of its own. */
export interface Library {
  readonly name: string;
  readonly version: string;
  /** From the root of the program: `/node_modules/antd-mini/es/Button/index`. */
  readonly components: readonly string[];
  /** Every source file of the library, from the root of the program. */
  readonly sources: readonly string[];
  readonly files: Files;
}

export const LIBRARIES = ["antd-mini", "mini-ali-ui", "mini-antui"] as const;

interface Use {
  readonly axml?: string;
  readonly data?: object;
  /** Another component of the library that stands inside it. */
  readonly inner?: string;
}

/** Components that cannot stand alone, used as their own demos use them. */
const USES: readonly (readonly [string, Use])[] = [
  [
    "mini-ali-ui/es/collapse/index",
    {
      axml: '<the-one collapseKey="k"><the-inner collapseKey="k" header="h">c</the-inner></the-one>',
      inner: "../collapse-item/index",
    },
  ],
  [
    "mini-antui/es/collapse/index",
    {
      axml: '<the-one collapseKey="k"><the-inner collapseKey="k" header="h">c</the-inner></the-one>',
      inner: "../collapse-item/index",
    },
  ],
  [
    "mini-antui/es/tabs/index",
    { axml: '<the-one tabs="{{tabs}}">content</the-one>', data: { tabs: [{ title: "one" }, { title: "two" }] } },
  ],
  [
    "mini-antui/es/vtabs/index",
    {
      axml: '<the-one tabs="{{tabs}}"><the-inner anchor="a">c</the-inner></the-one>',
      data: { tabs: [{ title: "one", anchor: "a" }] },
      inner: "../vtab-content/index",
    },
  ],
];

/** `whole`: files that no component uses (more languages, themes) are made part of the program too. */
export function library(name: (typeof LIBRARIES)[number], { whole = false } = {}): Library {
  const root = dirname(require.resolve(`${name}/package.json`));
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { version: string };
  const inside = filesBelow(root, "/es").map((path) => `/node_modules/${name}${path}`);
  const disk = new Disk(dirname(dirname(root)));
  const components = inside
    .filter((path) => path.endsWith(".json") && isComponent(disk, path))
    .map((path) => path.replace(/\.json$/, ""));
  const pages = components.map((path, at) => [`pages/p${at}/index`, path] as const);
  const program: Record<string, string> = {
    "/app.json": JSON.stringify({ pages: pages.map(([page]) => page) }),
    // What a page throws is kept beside its name.
    "/app.js":
      "App({ thrown: [], onError(message) { const page = getCurrentPages().pop(); this.thrown.push((page ? page.route : '') + ': ' + message); } })",
  };
  for (const [page, path] of pages) {
    const use = USES.find(([ending]) => path.endsWith(ending))?.[1] ?? {};
    const components = { "the-one": path, ...(use.inner && { "the-inner": join(path, use.inner) }) };
    program[`/${page}.json`] = JSON.stringify({ usingComponents: components });
    program[`/${page}.axml`] = use.axml ?? '<the-one ref="keep">content</the-one>';
    program[`/${page}.js`] = `Page({ data: ${JSON.stringify(use.data ?? {})}, keep(one) { this.one = one } })`;
  }
  const sources = inside.filter((path) => /\.(axml|acss|sjs|js)$/.test(path));
  if (whole) Object.assign(program, everything(sources));
  return { name, version, components, sources, files: layered(inMemory(program), disk) };
}

function everything(sources: readonly string[]): Record<string, string> {
  const of = (ending: string) => sources.filter((path) => path.endsWith(ending));
  return {
    "/app.js": of(".js")
      .map((path) => `require("${path}");`)
      .join("\n"),
    "/app.acss": of(".acss")
      .map((path) => `@import "${path}";`)
      .join("\n"),
    "/all.axml": [
      ...of(".sjs").map((path, at) => `<import-sjs from="${path}" name="s${at}"/>`),
      ...of(".axml").map((path) => `<import src="${path}"/>`),
    ].join("\n"),
    "/pages/p0/index.axml": '<import src="/all.axml"/><the-one/>',
  };
}

function isComponent(disk: Disk, path: string): boolean {
  try {
    return (JSON.parse(disk.read(path) ?? "") as { component?: unknown }).component === true;
  } catch {
    return false;
  }
}
