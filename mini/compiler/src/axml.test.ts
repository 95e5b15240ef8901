import { expect, it } from "vitest";
import { parseAxml } from "./1-parse/axml.ts";
import type { Node } from "./1-parse/tree.ts";
import { Notes } from "./diagnostics.ts";

function parsed(source: string): { shape: string; said: string[] } {
  const notes = new Notes("/a.axml", source);
  const shape = parseAxml(source, notes).map(shown).join("");
  return { shape, said: notes.said.map((one) => `${one.line}:${one.column} ${one.code}`) };
}

function shown(node: Node): string {
  const whole = (parts: readonly ({ text: string } | { code: string })[]) =>
    parts.map((part) => ("text" in part ? part.text : `{{${part.code}}}`)).join("");
  if (node.kind === "text") return whole(node.parts);
  const attributes = node.attributes
    .map((one) => ` ${one.name}${one.value === null ? "" : `=[${whole(one.value)}]`}`)
    .join("");
  return `(${node.name}${attributes} ${node.children.map(shown).join("")})`;
}

it("keeps what stands between mustaches whole: quotes, braces and tags", () => {
  expect(parsed(`<view a:if="{{x == "V"}}" b='{{ {a: {b: 1}} }}' c="{{a < b ? '<b>' : "}}"}}"/>`)).toEqual({
    shape: `(view a:if=[{{x == "V"}}] b=[{{ {a: {b: 1}} }}] c=[{{a < b ? '<b>' : "}}"}}] )`,
    said: [],
  });
});

it("takes attributes without a value, without quotes and in single quotes", () => {
  expect(parsed(`<input focus type=text placeholder='a "b"'/>`).shape).toBe(
    `(input focus type=[text] placeholder=[a "b"] )`,
  );
});

it("closes what is open where its parent ends, and says where it began", () => {
  expect(parsed("<view>\n  <text>a\n</view>\n</block><view>")).toEqual({
    shape: "(view (text a))(view )",
    said: ["2:3 tag_unclosed", "4:1 tag_unopened", "4:9 tag_unclosed"],
  });
});

it("lets nothing stand in an image or an input that was not closed", () => {
  expect(parsed("<view><image src='a'><text>b</text></view><input>c").shape).toBe(
    "(view (image src=[a] )(text b))(input )c",
  );
});

it("ends a mustache that was not closed at the quote of its attribute", () => {
  const { shape, said } = parsed(`<view a="{{true}" b="{{c}}"/>`);
  expect(shape).toBe("(view a=[{{true}] b=[{{c}}] )");
  expect(said).toEqual(["1:10 mustache_unclosed"]);
});

it("shows a mustache that never closes as text", () => {
  expect(parsed("<text>{{ a</text>")).toEqual({ shape: "(text {{ a)", said: ["1:7 mustache_unclosed"] });
});

it("ends a tag that the file cuts off", () => {
  expect(parsed(`<view class="a`).said).toEqual(["1:14 attribute_quote", "1:1 tag_cut"]);
});

it("leaves out comments and the file's own layout, and keeps spaces inside a line", () => {
  expect(parsed("<view>\n  <!-- <b> {{ --> a {{b}} &lt;&nbsp;\n</view>").shape).toBe("(view  a {{b}} <\u00a0)");
});

it("bounds the depth of a tree", () => {
  const { said } = parsed("<view>".repeat(1000));
  expect(said).toContain("1:1201 tag_too_deep");
});
