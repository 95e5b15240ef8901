import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const inside = {
  group: ["@/features/*/*", "../*/../features/*/*", "../../features/*/*"],
  message: "A feature is entered by its index.ts.",
};
// React calls what an effect answers when it ends, and a call of the browser may answer a promise: scrollTo does in Chromium 156.
const effectThatAnswers = {
  selector:
    "CallExpression[callee.name=/^use(Layout)?Effect$/] > ArrowFunctionExpression[body.type=/^(Call|Chain|Await|Assignment)Expression$/]",
  message: "An effect answers nothing, or how it ends: put void before it, or braces around it.",
};
const neighbours = { group: ["../../*"], message: "Leave a folder by its name: @/ui/Face, @/features/people." };

export default tseslint.config(
  { ignores: ["dist", "node_modules", "**/*.gen.ts", "e2e/results"] },
  ...tseslint.configs.strict,
  hooks.configs.flat.recommended,
  {
    files: ["src/**/*.{ts,tsx}", "e2e/**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: false }],
      "max-lines-per-function": ["error", { max: 120, skipComments: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "no-restricted-imports": ["error", { patterns: [inside, neighbours] }],
      "no-console": "error",
      "no-restricted-syntax": ["error", effectThatAnswers],
    },
  },
  {
    // What everybody stands on knows no feature: api < ui < features < app. Only app/routes.tsx puts features together.
    files: ["src/ui/**", "src/api/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [inside, neighbours, { group: ["@/features/*"], message: "ui and api know no feature." }] },
      ],
    },
  },
  {
    // The table of addresses fetches screens when somebody goes there.
    files: ["src/app/routes.tsx"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ ...inside, group: ["@/features/*/*", "!@/features/*/screens"] }] },
      ],
    },
  },
  { files: ["**/*.test.{ts,tsx}"], rules: { "max-lines-per-function": "off" } },
);
