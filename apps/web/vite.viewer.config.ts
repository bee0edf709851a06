import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The page of exported runs: one script and one style, which a file takes in. */
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: "../../dipeo/server/page/viewer",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: "src/viewer.tsx",
      output: {
        codeSplitting: false,
        entryFileNames: "viewer.js",
        assetFileNames: "viewer[extname]",
      },
    },
  },
  worker: { format: "es" },
});
