import type {
  ArrayExpression,
  ArrowFunctionExpression,
  CallExpression,
  MemberExpression,
  Node,
  ObjectExpression,
  OptionalCallExpression,
  OptionalMemberExpression,
  TemplateLiteral,
} from "@babel/types";
import { spoken } from "../1-parse/expression.ts";
import { type Emission, type Scope, variable } from "./scope.ts";

const UNARY = new Set(["!", "-", "+", "~", "typeof", "void"]);
const CONSTANTS = new Set(["undefined", "NaN", "Infinity"]);

/**
 * Code for an expression: names become variables or members of the data `d`, and every step along a path is safe, so
 * that what is not there yet is empty. `base` is the offset in the file of the expression's first sign.
 */
export function emitExpression(node: Node | null | undefined, scope: Scope, out: Emission, base: number): string {
  if (!node) return "undefined";
  const go = (inner: Node | null | undefined) => emitExpression(inner, scope, out, base);
  switch (node.type) {
    case "Identifier":
      return name(spoken(node.name), scope, out);
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
      return JSON.stringify(node.value);
    case "NullLiteral":
      return "null";
    case "RegExpLiteral":
      return `/${node.pattern}/${node.flags}`;
    case "TemplateLiteral":
      return template(node, go);
    case "MemberExpression":
    case "OptionalMemberExpression":
      return member(node, go);
    case "CallExpression":
    case "OptionalCallExpression":
      return call(node, go);
    case "UnaryExpression":
      return UNARY.has(node.operator)
        ? `(${node.operator} ${go(node.argument)})`
        : refused(node.operator, node, out, base);
    case "BinaryExpression":
    case "LogicalExpression":
      return `(${go(node.left)} ${node.operator} ${node.operator === "in" ? `Object(${go(node.right)})` : go(node.right)})`;
    case "ConditionalExpression":
      return `(${go(node.test)} ? ${go(node.consequent)} : ${go(node.alternate)})`;
    case "ArrayExpression":
      return array(node, go);
    case "ObjectExpression":
      return object(node, scope, out, base);
    case "ParenthesizedExpression":
    case "TSAsExpression":
      return `(${go(node.expression)})`;
    case "ArrowFunctionExpression":
      return arrow(node, scope, out, base);
    case "SequenceExpression":
      return `(${node.expressions.map(go).join(", ")})`;
    default:
      return refused(KINDS[node.type] ?? node.type, node, out, base);
  }
}

const KINDS: Readonly<Record<string, string>> = {
  AssignmentExpression: "An assignment",
  UpdateExpression: "++ or --",
  FunctionExpression: "A function",
  ClassExpression: "A class",
  NewExpression: "new",
  ThisExpression: "this",
  AwaitExpression: "await",
};

type Go = (node: Node | null | undefined) => string;

function name(word: string, scope: Scope, out: Emission): string {
  if (CONSTANTS.has(word)) return word;
  return scope.local(word) ?? out.sjs.get(word) ?? `d.${word}`;
}

function member(node: MemberExpression | OptionalMemberExpression, go: Go): string {
  const held = go(node.object);
  if (node.computed) return `${held}?.[${go(node.property)}]`;
  return node.property.type === "Identifier" ? `${held}?.${spoken(node.property.name)}` : "undefined";
}

function call(node: CallExpression | OptionalCallExpression, go: Go): string {
  return `${go(node.callee)}?.(${node.arguments.map((one) => spread(one, go)).join(", ")})`;
}

function spread(node: Node, go: Go): string {
  return node.type === "SpreadElement" ? `...r.list(${go(node.argument)})` : go(node);
}

function array(node: ArrayExpression, go: Go): string {
  return `[${node.elements.map((one) => (one ? spread(one, go) : "undefined")).join(", ")}]`;
}

function template(node: TemplateLiteral, go: Go): string {
  const pieces = node.quasis.flatMap((quasi, at) => {
    const text = JSON.stringify(quasi.value.cooked ?? quasi.value.raw);
    const next = node.expressions[at];
    return next ? [text, `r.s(${go(next)})`] : [text];
  });
  return `(${pieces.join(" + ")})`;
}

function object(node: ObjectExpression, scope: Scope, out: Emission, base: number): string {
  const go = (inner: Node) => emitExpression(inner, scope, out, base);
  const members = node.properties.map((one) => {
    if (one.type === "SpreadElement") return `...${go(one.argument)}`;
    if (one.type !== "ObjectProperty") return `m: ${refused("A method", one, out, base)}`;
    const { key } = one;
    if (one.computed) return `[${go(key)}]: ${go(one.value)}`;
    const named =
      key.type === "Identifier"
        ? spoken(key.name)
        : key.type === "StringLiteral" || key.type === "NumericLiteral"
          ? String(key.value)
          : "";
    return `${JSON.stringify(named)}: ${go(one.value)}`;
  });
  return `({${members.join(", ")}})`;
}

/** Phones take `list.filter((one) => one.ok)`; a body with statements they do not. */
function arrow(node: ArrowFunctionExpression, scope: Scope, out: Emission, base: number): string {
  const names = node.params.map((one) => (one.type === "Identifier" ? one.name : undefined));
  if (node.async || node.body.type === "BlockStatement" || names.includes(undefined))
    return refused("A function with statements", node, out, base);
  const known = names.filter((one) => one !== undefined);
  return `((${known.map(variable).join(", ")}) => ${emitExpression(node.body, scope.with(...known), out, base)})`;
}

function refused(what: string, node: Node, out: Emission, base: number): string {
  // One sign stands before what was parsed: its parenthesis.
  out.notes.say("expression_forbidden", base + Math.max(0, (node.start ?? 1) - 1), what);
  return "undefined";
}
