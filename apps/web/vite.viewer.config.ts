import { gzipSync } from "node:zlib";

import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Leaves out workers, which a file without a server has not; but packs the one that lays out, for files that need it. */
function alone(): Plugin {
  return {
    name: "alone",
    generateBundle(_, bundle) {
      for (const [name, made] of Object.entries(bundle)) {
        if (name.includes("elk-worker") && made.type === "asset") {
          const source = gzipSync(made.source, { level: 9 }).toString("base64");
          this.emitFile({ type: "asset", fileName: "viewer.layout", source });
        }
        if (!name.startsWith("viewer.")) delete bundle[name];
      }
    },
  };
}

/** The page of exported runs: one script and one style, which a file takes in. */
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [react(), alone()],
  build: {
    outDir: "../../dipeo/server/page/viewer",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: "src/viewer.tsx",
      output: {
        codeSplitting: false,
        entryFileNames: "viewer.js",
        assetFileNames: ({ names: [name = ""] }) =>
          name.endsWith(".css") ? "viewer.css" : "unused-[name][extname]",
      },
    },
  },
  worker: { format: "es" },
});
