import { defineConfig } from "@playwright/test";

/** The page in a real browser, on a real server. `make web-test` says which Chromium. */
export default defineConfig({
  testDir: "e2e",
  testMatch: process.env.SCREENSHOTS ? "*.pictures.ts" : "*.spec.ts",
  outputDir: "../../node_modules/.cache/web-test",
  workers: 2,
  fullyParallel: false,
  reporter: process.env.CI ? "line" : "list",
  // Tests wait for what they are about, never for a time: these limits are for what never
  // comes, on a machine that is busy with other things.
  timeout: 120_000,
  expect: { timeout: 45_000 },
  use: {
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    trace: "retain-on-failure",
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
