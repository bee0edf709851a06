import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** The pages of diagrams and runs: fetched along with the first script, not after it has run. */
const SOON = [
  "src/features/run/RunPage.tsx",
  "src/features/run/DiagramPage.tsx",
];

/** Lets the browser fetch what most visits need beside the entry. */
function preload(): Plugin {
  return {
    name: "preload",
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle = {} }) => {
        const chunks = Object.values(bundle).filter(
          (one) => one.type === "chunk",
        );
        const wanted = new Set<string>();
        const add = (name: string) => {
          const chunk = chunks.find(({ fileName }) => fileName === name);
          if (!chunk || chunk.isEntry || wanted.has(name)) return;
          wanted.add(name);
          chunk.imports.forEach(add);
        };
        for (const { facadeModuleId, fileName } of chunks) {
          if (SOON.some((path) => facadeModuleId?.endsWith(path)))
            add(fileName);
        }
        return [...wanted].sort().map((name) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `./${name}` },
          injectTo: "head" as const,
        }));
      },
    },
  };
}

/** The page, into the Python package: `dipeo serve` gives it out as it is. */
export default defineConfig({
  base: "./",
  plugins: [react(), preload()],
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
