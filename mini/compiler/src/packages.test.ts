import { expect, it } from "vitest";
import { Compiler, inMemory, packageOf, written } from "./index.ts";

const APP = JSON.stringify({
  pages: ["index"],
  subPackages: [
    { root: "goods/", pages: ["list"] },
    { root: "goods/deep", pages: ["p"] },
  ],
});

function compile(files: Record<string, string>) {
  const empty = { "/index.js": "Page({})", "/goods/list.js": "Page({})", "/goods/deep/p.js": "Page({})" };
  return new Compiler().compile(inMemory({ "/app.json": APP, ...empty, ...files }));
}

it("cuts what is compiled by the folders of subpackages, the deepest first", async () => {
  const { manifest, logic, view, subpackages } = await compile({
    "/shared.js": "module.exports = 1;",
    "/goods/list.js": "require('../shared'); require('./own'); Page({})",
    "/goods/own.js": "",
    "/goods/list.axml": "<import-sjs from='./v.sjs' name='v'/><view>{{v.a}}</view>",
    "/goods/v.sjs": "export default { a: 1 }",
    "/goods/list.acss": ".a { color: red }",
    "/goodies.acss": "",
  });
  expect(manifest.pages).toEqual(["/index", "/goods/list", "/goods/deep/p"]);
  expect(manifest.packages).toEqual(["goods", "goods/deep"]);
  const defined = (code: string) => [...code.matchAll(/^__\w+\("([^"]+)"/gm)].map(([, path]) => path);
  expect([defined(logic), defined(view)]).toEqual([["/index.js", "/shared.js"], []]);
  expect(subpackages.map((one) => [one.root, defined(one.logic), defined(one.view)])).toEqual([
    ["goods", ["/goods/list.js", "/goods/own.js"], ["/goods/v.sjs", "/goods/list.axml", "/goods/list.acss"]],
    ["goods/deep", ["/goods/deep/p.js"], []],
  ]);
  expect(["/goodsx/a.js", "/goods/a.js", "/goods/deep/a.js"].map((path) => packageOf({ manifest }, path))).toEqual([
    "",
    "goods",
    "goods/deep",
  ]);
});

it("lets a subpackage use the main package's files, and nobody a subpackage's but itself", async () => {
  const { diagnostics, logic } = await compile({
    "/index.js": "Page({})\nconst own = require('./goods/own');",
    "/index.json": '{"usingComponents":\n {"x-a": "/goods/a"}}',
    "/index.axml": '<view/>\n  <import src="./goods/t.axml"/>',
    "/index.acss": 'page {}\n@import "./goods/s.acss";',
    "/goods/own.js": "",
    "/goods/a.json": '{"component": true}',
    "/goods/t.axml": "",
    "/goods/s.acss": "",
    "/goods/deep/p.js": "require('../own'); require('/index'); Page({})",
  });
  expect(diagnostics.map(written)).toEqual([
    "/index.json:2:11 error package_apart: /goods/a is in the subpackage goods, which only its own files may use.",
    "/index.axml:2:16 error package_apart: ./goods/t.axml is in the subpackage goods, which only its own files may use.",
    "/index.js:2:22 error package_apart: ./goods/own is in the subpackage goods, which only its own files may use.",
    "/goods/deep/p.js:1:10 error package_apart: ../own is in the subpackage goods, which only its own files may use.",
    "/index.acss:2:10 error package_apart: ./goods/s.acss is in the subpackage goods, which only its own files may use.",
  ]);
  expect(logic).toContain('__def("/index.js", {}');
});

it("lets a page show a component of a subpackage for which it names a placeholder, and says that it needs it", async () => {
  const { diagnostics, manifest } = await compile({
    "/index.json": '{"usingComponents": {"x-a": "/goods/a"}, "componentPlaceholder": {"x-a": "view"}}',
    "/goods/a.json": '{"component": true}',
  });
  expect(diagnostics).toEqual([]);
  expect(manifest.needs).toEqual({ "/index": ["goods"] });
});

it("warns of a tab page that a phone would not find", async () => {
  const app = { ...(JSON.parse(APP) as object), tabBar: { items: [{ pagePath: "goods/list", name: "Goods" }] } };
  const { diagnostics } = await compile({ "/app.json": JSON.stringify(app) });
  expect(diagnostics.map((one) => one.message)).toEqual([
    "The tab page /goods/list is in a subpackage; a phone wants tab pages in the main package.",
  ]);
});
