import { defineConfig, devices } from "@playwright/test";
import { findChromium } from "./bin/chromium.mjs";

const browser = findChromium();
if (browser === null) throw new Error("No browser was found: npm test installs one.");

export default defineConfig({
  testDir: "./e2e",
  outputDir: "./test-results",
  globalSetup: "./e2e/fixtures/global-setup.ts",
  // One server and one demo: journeys change what others would look at.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    launchOptions: browser,
    // Without these an action on something that is not there waits for the whole test's time.
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    screenshot: "only-on-failure",
    // A film of pages that move twice a second would cost more processor time than all that is tested.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: true, sources: false },
  },
});
