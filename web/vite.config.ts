import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import type { Plugin, Rolldown } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

// The host of mini-programs is the one that its developers' tool has too: taken from their workspace, not copied.
const ours = (name: string) => fileURLToPath(new URL(`../mini/${name}/src/index.ts`, import.meta.url));
const server = process.env["EVERYWHERE_SERVER"] ?? "http://127.0.0.1:8000";

/**
 * Lets the browser fetch the words of the first screen together with its code. The language that is not spoken is 2 kB in vain;
 * words that are asked for by code that has come cost a way to the server and back.
 */
const wordsWithTheCode: Plugin = {
  name: "words-with-the-code",
  transformIndexHtml: {
    order: "post",
    handler: (_, { bundle = {} }) => {
      const words = Object.values(bundle).filter(
        (file) => file.type === "chunk" && /\/app\/i18n\/(en|zh-CN)\.ts$/.test(file.facadeModuleId ?? ""),
      ) as Rolldown.OutputChunk[];
      const files = new Set(words.flatMap(({ fileName, imports }) => [fileName, ...imports]));
      return [...files].map((file) => ({
        tag: "link",
        attrs: { rel: "modulepreload", crossorigin: true, href: `/${file}` },
        injectTo: "head",
      }));
    },
  },
};

export default defineConfig({
  resolve: {
    alias: {
      "@everywhere/mini-host": ours("host"),
      "@everywhere/mini-sdk": ours("sdk"),
      "@everywhere/mini-spec": ours("spec"),
      "@": fileURLToPath(new URL("./src", import.meta.url)),
    },
  },
  plugins: [
    react(),
    wordsWithTheCode,
    VitePWA({
      registerType: "prompt",
      injectRegister: false,
      manifest: {
        name: "Everywhere · 到位",
        short_name: "到位",
        description: "Ask people near you for help, or lend a hand.",
        lang: "zh-CN",
        display: "standalone",
        start_url: "/",
        // The two paper tones of theme.css: a manifest cannot read CSS variables.
        theme_color: "#fdfdfc",
        background_color: "#fdfdfc",
        icons: [
          { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
        ],
      },
      workbox: {
        importScripts: ["/push.js"],
        globPatterns: ["**/*.{js,mjs,css,html,geojson}", "icon*.svg"],
        maximumFileSizeToCacheInBytes: 3_000_000,
        navigateFallback: "/index.html",
        navigateFallbackDenylist: [/^\/(api|metrics|gateway\.do|v3)(\/|$)/],
        // What was seen last is shown when there is no network; money and sessions are never kept.
        runtimeCaching: [
          {
            urlPattern: /\/api\/(nearby|needs|offers|categories|cities|settings)(\?.*)?$/,
            handler: "NetworkFirst",
            options: {
              cacheName: "seen",
              networkTimeoutSeconds: 8,
              expiration: { maxEntries: 60, maxAgeSeconds: 604_800 },
            },
          },
          {
            urlPattern: /\/api\/pictures\//,
            handler: "CacheFirst",
            options: { cacheName: "pictures", expiration: { maxEntries: 200, maxAgeSeconds: 2_592_000 } },
          },
        ],
      },
    }),
  ],
  worker: { format: "es" },
  build: {
    target: "es2022",
    manifest: true,
    // Every file has an address of its own: the content policy allows no data: scripts, and small files compress together badly.
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": { target: server, changeOrigin: true, ws: true } } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs"],
    setupFiles: ["src/app/testing/setup.ts"],
    restoreMocks: true,
  },
});
