import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PORT = Number(process.env["EVERYWHERE_E2E_PORT"] ?? 8177);
// A server that already runs, to write tests against; otherwise one of these tests' own, filled with the demo.
const given = process.env["EVERYWHERE_E2E_URL"];
export const BASE = given ?? `http://127.0.0.1:${PORT}`;
/** Where the server keeps its data; commands that an operator gives are given it too. */
export const DATA = process.env["EVERYWHERE_E2E_DATA"] ?? fileURLToPath(new URL("results/var", import.meta.url));
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** How many times slower the phones' processors are made: `EVERYWHERE_E2E_SLOW=6` shows what only a quick machine gets right. */
export const SLOWER = Number(process.env["EVERYWHERE_E2E_SLOW"] ?? 1);

export default defineConfig({
  testDir: ".",
  outputDir: "results",
  // What passes never waits so long; a machine five times slower than ours still passes.
  timeout: 240_000 * SLOWER,
  expect: { timeout: 30_000 * SLOWER },
  workers: 1,
  // What failed once and then passed is named as flaky in the last lines.
  retries: 1,
  reporter: "list",
  use: {
    baseURL: BASE,
    timezoneId: "Asia/Shanghai",
    serviceWorkers: "block",
    launchOptions: {
      executablePath: chromium,
      // Without a graphics card maps are drawn by the processor; text and boxes are drawn faster without pretending to have one.
      args: [
        "--no-sandbox",
        "--use-gl=angle",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--disable-gpu-rasterization",
      ],
    },
  },
  webServer:
    given === undefined
      ? {
          command: "../../.venv/bin/everywhere serve",
          url: `${BASE}/api/health`,
          timeout: 120_000,
          env: {
            EVERYWHERE_DEMO: "1",
            // A shop of the tests is told of payments at an address of this machine.
            EVERYWHERE_EMULATOR: "1",
            EVERYWHERE_PORT: String(PORT),
            EVERYWHERE_PUBLIC_URL: BASE,
            EVERYWHERE_DATA: DATA,
          },
        }
      : undefined,
});
