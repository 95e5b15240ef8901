import uni from "@dcloudio/vite-plugin-uni";
import { defineConfig } from "vite";

// The plugin's default export is CommonJS, which Node wraps once more.
export default defineConfig({ plugins: [(uni.default ?? uni)()] });
