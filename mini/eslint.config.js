import tseslint from "typescript-eslint";

const numbered = { group: ["@everywhere/mini-*/*"], message: "A package is entered by its index.ts." };

export default tseslint.config(
  { ignores: ["**/dist", "**/node_modules", "**/*.gen.ts", "cli/templates", "conformance/apps"] },
  ...tseslint.configs.strict,
  {
    files: ["**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: false }],
      "max-lines-per-function": ["error", { max: 100, skipComments: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-dynamic-delete": "off",
      "no-restricted-imports": ["error", { patterns: [numbered] }],
      "no-console": "error",
    },
  },
  {
    // The tables and the compiler run anywhere: in Node, in a browser, in a worker.
    files: ["spec/src/**", "compiler/src/**"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [numbered, { group: ["node:*"], message: "No file system here." }] },
      ],
      "no-restricted-globals": ["error", "window", "document", "process", "fetch"],
    },
  },
  {
    // What draws does not know what is drawn: components are handed to the runtime.
    files: ["runtime/src/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            numbered,
            { group: ["@everywhere/mini-components", "node:*"], message: "components stand on the runtime." },
          ],
        },
      ],
    },
  },
  { files: ["**/*.test.ts", "**/e2e/**"], rules: { "max-lines-per-function": "off" } },
);
