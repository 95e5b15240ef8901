import { APIS } from "./apis.ts";
import { COMPONENTS } from "./components.ts";
import { ERRORS, LIMITS, TRADE_RESULTS } from "./errors.ts";
import type { ApiSpec, ComponentSpec } from "./kinds.ts";

/** The page docs/reference/mini.md, written from the tables. */
export function reference(): string {
  return [
    "# Mini-programs: what can be used",
    "",
    "Written from `mini/spec` by `npm run reference` in `mini/`; do not edit.",
    "",
    "## Components",
    "",
    "Tier A and B are drawn, C is a placeholder that says its name. Each also takes `id`, `class`, `style`, `data-*`, and tells of taps and touches.",
    "",
    ...table(["component", "tier", "attributes", "events"], Object.entries(COMPONENTS).map(componentRow)),
    "",
    "## Calls of `my`",
    "",
    "*frame*: carried out inside the program's frame. *host*: by the host, which asks the person where a permission is named. What stands beside the kind is what the returned task can do.",
    "",
    ...table(["call", "tier", "kind", "where", "options", "answer", "permission"], Object.entries(APIS).map(apiRow)),
    "",
    "## Numbers of errors",
    "",
    ...table(
      ["error", "name", "errorMessage"],
      Object.entries(ERRORS).map(([name, error]) => [String(error.number), name, error.message]),
    ),
    "",
    "`tradePay` succeeds with a `resultCode`: " +
      Object.entries(TRADE_RESULTS)
        .map(([code, meaning]) => `${code} ${meaning}`)
        .join(", ") +
      ".",
    "",
    "## Limits",
    "",
    ...table(
      ["limit", "value"],
      Object.entries(LIMITS).map(([name, value]) => [name, String(value)]),
    ),
    "",
  ].join("\n");
}

function componentRow([name, spec]: [string, ComponentSpec]): string[] {
  return [`\`${name}\``, spec.tier, Object.keys(spec.attributes).join(" "), spec.events.join(" ")];
}

function apiRow([name, spec]: [string, ApiSpec]): string[] {
  const words = (list: readonly string[] | undefined) => (list ?? []).join(" ");
  return [
    `\`${name}\``,
    String(spec.tier),
    [spec.kind, ...(spec.task ?? []).map((one) => `\`${one}\``)].join(" "),
    spec.at,
    words(spec.options),
    words(spec.answer),
    spec.scope ?? "",
  ];
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
