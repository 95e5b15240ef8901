import { defineConfig } from "vitest/config";

// A browser on a busy machine may miss once; what fails twice is wrong, and a first failure is printed.
export default defineConfig({
  test: { include: ["*/src/**/*.test.ts"], retry: 1, expect: { poll: { timeout: 30_000, interval: 20 } } },
});
