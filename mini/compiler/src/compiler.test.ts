import { expect, it } from "vitest";
import { Compiler, inMemory, type Program, written } from "./index.ts";

function compile(files: Record<string, string>): Promise<Program> {
  return new Compiler().compile(
    inMemory({ "/app.json": '{"pages": ["a"]}', "/app.js": "App({})", "/a.js": "Page({})", ...files }),
  );
}

async function drawn(axml: string): Promise<string> {
  const { view } = await compile({ "/a.axml": axml });
  return /draw: function \(d, c\) \{ return (.*); \}/.exec(view)?.[1] ?? "";
}

it("makes every step of a path safe, and names data or variables", async () => {
  expect(await drawn(`<text a:for="{{list}}" a:for-item="one" a:key="id">{{one.a[index].b + c.d}}</text>`)).toBe(
    `[r.each(d.list, ($one, $index) => r.el(c, "text", null, null, $one?.["id"], [r.s(($one?.a?.[$index]?.b + d.c?.d))]))]`,
  );
});

it("makes one choice of if, elif and else", async () => {
  expect(await drawn("<block a:if='{{a}}'>1</block><block a:elif='{{b}}'>2</block><block a:else>3</block>")).toBe(
    `[(d.a ? r.many(undefined, ["1"]) : d.b ? r.many(undefined, ["2"]) : r.many(undefined, ["3"]))]`,
  );
});

it("lets white space stand between the tags of a choice", async () => {
  const choice = await drawn("<text a:if='{{a}}'>1</text>  <text a:else>2</text> <text>3</text>");
  expect(choice).toContain(`(d.a ? r.el(c, "text", null, null, undefined, ["1"]) : r.el(c, "text"`);
  expect(choice).toContain('" "');
});

it("takes the item itself for a key, also in mustaches", async () => {
  const keyed = (key: string) => drawn(`<text a:for="{{l}}" a:key="${key}">x</text>`);
  expect(await keyed("{{*this}}")).toBe(await keyed("*this"));
});

it("takes regular expressions, and asks nothing that is not there for its members", async () => {
  expect(await drawn(`<text>{{/^v\\d/i.test(a)}}{{'x' in b}}</text>`)).toContain(
    `r.s(/^v\\d/i?.test?.(d.a)) + r.s(("x" in Object(d.b)))`,
  );
});

it("reads data of a template as an object without braces", async () => {
  expect(await drawn(`<template is="{{t}}" data="{{...item, a, b: 1}}"/>`)).toContain(
    `r.use(T, d.t, ({...d.item, "a": d.a, "b": 1}), c)`,
  );
});

it("takes a word of JavaScript as the name of data", async () => {
  expect(await drawn(`<view class="{{class}}"/>`)).toContain(`"class": d.class`);
});

it("shares the handlers that are only names", async () => {
  const { view } = await compile({ "/a.axml": `<view onTap="go"/><view onTap="go" catchTouchStart="{{b}}"/>` });
  expect(view).toContain(`var K0 = ({"tap": "go"});`);
  expect(view).toContain(`({"tap": "go", "catch:touchstart": d.b})`);
});

it("gives slots as thunks with their scope", async () => {
  const { view } = await compile({
    "/a.json": '{"usingComponents": {"x-list": "./list"}}',
    "/list.json": '{"component": true}',
    "/a.axml": `<x-list onPick="pick">rest<view slot="row" slot-scope="p">{{p.name}}</view></x-list>`,
  });
  expect(view).toContain(`{"onPick": r.fn(c, "pick")}`);
  expect(view).toContain(
    `[["", () => ["rest"]], ["row", ($p) => [r.el(c, "view", null, null, undefined, [r.s($p?.name)])]]]`,
  );
});

it("says what is wrong with file, line and column, and goes on", async () => {
  const { diagnostics } = await compile({
    "/a.json": '{\n  "usingComponents": {"x": "./none"}, // here\n}',
    "/a.axml": "<view>\n  {{ a = 1 }}{{ b ( }}\n  <button size='huge' flies onRoar='x'/>\n</view>",
    "/a.js": "Page({\n  a: \n})",
    "/a.acss": "view {\n  color: red;",
  });
  expect(diagnostics.map(written).sort()).toEqual([
    "/a.acss:1:1 error style_broken: This style cannot be read: Unclosed block.",
    '/a.axml:2:20 error expression_broken: This expression cannot be read: Unexpected token, expected ",".',
    "/a.axml:2:6 error expression_forbidden: An assignment cannot stand in an expression of AXML.",
    "/a.axml:3:11 warning attribute_choice: size takes one of: default, mini.",
    "/a.axml:3:23 warning attribute_unknown: <button> has no attribute flies.",
    "/a.axml:3:29 warning event_unknown: <button> does not tell of roar.",
    '/a.js:3:1 error script_broken: This script cannot be read: Unexpected "}"',
    "/a.json:1:1 warning json_loose: Comments or trailing commas are not JSON; they are read all the same.",
    "/a.json:2:29 error module_missing: Nothing is found for ./none.",
  ]);
});

it("gives styles our elements' names, rpx of the screen and addresses from the root", async () => {
  const { view } = await compile({
    "/app.acss": "page { margin: -1.5rpx }",
    "/a.acss": "@import './b.acss'; view > .x-rpx { width: 750rpx; background: url(../i/a.png) }",
    "/b.acss": "@media (min-width: 750rpx) { text { top: 1px } }",
  });
  expect(view).toContain("mp-page { margin: calc(var(--rpx) * -1.5) }");
  expect(view).toContain('mp-view > .x-rpx { width: calc(var(--rpx) * 750); background: url(\\"i/a.png\\") }');
  expect(view).toContain("(min-width: 375px) { mp-text");
});

it("orders styles: the app's, the components', the page's, imports before who imports", async () => {
  const { manifest } = await compile({
    "/app.acss": "a{}",
    "/a.json": '{"usingComponents": {"x": "/c"}}',
    "/c.json": '{"component": true}',
    "/c.acss": "@import './d';",
    "/d.acss": "b{}",
    "/a.acss": "c{}",
  });
  expect(manifest.units["/a"]?.styles).toEqual(["/app.acss", "/d.acss", "/c.acss", "/a.acss"]);
});

it("compiles Less and TypeScript, and keeps scripts sloppy that were written so", async () => {
  const { view, logic } = await compile({
    "/a.less": "@w: 10rpx; .a { .b { width: @w * 2 } }",
    "/b.ts": "export const n: number = 1;",
    "/a.js": "var n = require('./b').n; undeclared = n;",
  });
  expect(view).toContain("width: calc(var(--rpx) * 20)");
  expect(logic).toContain(`__def("/a.js", {"./b":"/b.ts"}`);
  expect(/__def\("\/a\.js"[^]*?undeclared/.exec(logic)?.[0]).not.toContain("use strict");
});

it("holds scripts of the view to their subset", async () => {
  const { diagnostics } = await compile({
    "/a.axml": "<import-sjs from='./a.sjs' name='u'/>",
    "/a.sjs": "import x from './b.js';\nexport default { a: new Date(), b: class {} }",
    "/b.js": "",
  });
  expect(diagnostics.map((one) => `${one.line}:${one.column} ${one.message}`)).toEqual([
    "1:1 SJS imports .sjs files only, not ./b.js.",
    "2:21 SJS has no new Date: use getDate.",
    "2:36 SJS has no class.",
  ]);
});

it("knows a module of Node from one that is missing, and from what is another's require", async () => {
  const { diagnostics } = await compile({
    "/a.js": "try { require('crypto') } catch {}\nmodule.require && module.require('util');\nrequire('./none')",
  });
  expect(diagnostics.map((one) => `${one.line} ${one.severity} ${one.code}`)).toEqual([
    "1 warning module_of_node",
    "3 error module_missing",
  ]);
});

it("finds what stands under an alias, and says which page has no files", async () => {
  const program = await new Compiler().compile(
    inMemory({
      "/app.json": '{"pages": ["a", "none"]}',
      "/a.js": "require('@/lib/b'); require('lib/b'); require('#/b')",
      "/lib/b.js": "",
    }),
    { alias: { "@": ".", "#/*": "./lib/*" } },
  );
  expect(program.logic).toContain(`{"@/lib/b":"/lib/b.js","lib/b":"/lib/b.js","#/b":"/lib/b.js"}`);
  expect(program.diagnostics.map((one) => one.code)).toEqual(["page_missing"]);
});

it("tells what a program uses and which calls are missing", async () => {
  const { usage } = await compile({ "/a.axml": "<view onTap='x'/>", "/a.js": "my.request({}); my.flyAway()" });
  expect(usage).toEqual({
    components: ["view"],
    events: ["tap"],
    calls: ["flyAway", "request"],
    missingCalls: ["flyAway"],
  });
});

it("makes nothing anew that did not change", async () => {
  const compiler = new Compiler();
  const files: Record<string, string> = {
    "/app.json": '{"pages": ["a"]}',
    "/a.axml": "<view>{{a}}</view>",
    "/a.js": "Page({a: 1})",
  };
  const first = await compiler.compile(inMemory(files));
  files["/a.axml"] = "<view>{{b}}</view>";
  const second = await compiler.compile(inMemory(files));
  expect(second.view).not.toEqual(first.view);
  expect(second.logic).toEqual(first.logic);
  expect(second.maps.get("/a.js")).toBe(first.maps.get("/a.js"));
});

it("warns of a web page whose address is written down and is none by https", async () => {
  const { diagnostics } = await compile({
    "/app.json": '{"pages": ["a"]}',
    "/a.js": "Page({})",
    "/a.axml": ["http://a.example/", "javascript:go()", "https://a.example/", "{{src}}", "{{a}}b"]
      .map((src) => `<web-view src="${src}"/>`)
      .join("\n"),
  });
  expect(diagnostics.map(written)).toEqual([
    "/a.axml:1:11 warning web_address: <web-view> shows pages by https:// only, not http://a.example/.",
    "/a.axml:2:11 warning web_address: <web-view> shows pages by https:// only, not javascript:go().",
  ]);
});
