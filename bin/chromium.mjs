// Which browser the browser tests run in: Playwright's own where it is installed, else the system's.
import { existsSync } from "node:fs";
import { chromium } from "playwright";

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * Launch options for Playwright, or null where no browser was found. Without `executablePath` it is
 * Playwright's own. Chromium's sandbox does not work for root. Nothing in the tests may call home.
 *
 * @returns {{ executablePath?: string, args: string[] } | null}
 */
export function findChromium() {
  const args = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--disable-dev-shm-usage",
    // Without a graphics card it would be played by the processor, at a third of a core.
    "--disable-gpu",
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
  if (existsSync(chromium.executablePath())) return { args };
  const executablePath = SYSTEM.find((path) => existsSync(path));
  return executablePath === undefined ? null : { executablePath, args };
}
