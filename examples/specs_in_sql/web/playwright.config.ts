import { defineConfig } from "@playwright/test";

/** The built page in a real browser, on the real server. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "node_modules/.cache/e2e",
  reporter: process.env.CI ? "line" : "list",
  timeout: 600_000, // a run, a build and a server, twice
  expect: { timeout: 60_000 },
  use: {
    viewport: { width: 1100, height: 860 },
    colorScheme: "light",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu"],
    },
  },
});
