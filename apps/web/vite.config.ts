import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The page, into the Python package: `dipeo serve` gives it out as it is. */
export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    outDir: "../../dipeo/server/page",
    emptyOutDir: true,
    target: "es2022",
    // Every asset is a file: the page's Content-Security-Policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: "es" },
  server: {
    proxy: {
      "/graphql": { target: "http://127.0.0.1:8765", ws: true },
    },
  },
  test: { include: ["src/**/*.test.ts"] },
});
