import pg from "pg";
import { chromium, type Page } from "playwright";
import { expect, it } from "vitest";
import { findChromium } from "@/bin/chromium.mjs";
import { ensureBuild } from "@/bin/prepare.mjs";
import { startInterlock } from "@/e2e/fixtures/interlock";
import { createTestDatabase } from "@/lib/testing/postgres";
import { percentile, report, spreadOf } from "./row";

const BLOCKERS = 60;
const GOAL_MS = { p50: 200, p95: 400 };

/** What the page is told to keep: since when, by the machine's clock, the frame with as many sessions is on the screen. */
interface Watched {
  drawn: Record<string, number>;
}

it("how soon a browser has drawn a blocker", async () => {
  const launchOptions = findChromium();
  if (launchOptions === null) throw new Error("No browser was found: npm test installs one.");
  await ensureBuild(console.log);
  const database = await createTestDatabase(18);
  const interlock = await startInterlock({ env: { INTERLOCK_DEMO: "0" } });
  const browser = await chromium.launch(launchOptions);
  try {
    const context = await browser.newContext({ baseURL: interlock.url });
    const page = await context.newPage();
    const { email, password, apiKey } = interlock.admin;
    const signedIn = await page.request.post("/api/auth/sign-in/email", {
      data: { email, password },
      headers: { origin: interlock.url },
    });
    expect(signedIn.ok(), await signedIn.text()).toBe(true);
    const made = await page.request.post("/api/v1/environments", {
      data: { name: "bench", tier: "staging", connectionString: database.url },
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(made.ok(), await made.text()).toBe(true);
    const { id } = (await made.json()) as { id: string };
    await page.addInitScript(keepDrawn);
    await page.goto(`/environments/${id}?tab=locks`);
    await page.getByText("Nobody waits for anybody").waitFor();

    const [blocker, waiter] = await Promise.all([connect(database.url), connect(database.url)]);
    await blocker.query("CREATE TABLE t (id int)");
    const tookMs: number[] = [];
    for (let at = 0; at < BLOCKERS; at++) {
      await forget(page);
      // At any moment between two samples.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
      await blocker.query("BEGIN; LOCK TABLE t");
      const startedAt = Date.now();
      const waiting = waiter.query("SELECT FROM t");
      tookMs.push((await drawnAt(page, 2)) - startedAt);
      await forget(page);
      await blocker.query("ROLLBACK");
      await waiting;
      await drawnAt(page, 0);
    }
    const [p50, p95] = [percentile(tookMs, 0.5), percentile(tookMs, 0.95)];
    report({
      area: "monitor",
      what: "a wait begins → a browser has drawn it, p50 / p95 at 4 Hz",
      ours: `${p50.toFixed(0)} / ${p95.toFixed(0)} ms`,
      other: null,
      goal: `≤ ${GOAL_MS.p50} / ${GOAL_MS.p95} ms`,
      met: p50 <= GOAL_MS.p50 && p95 <= GOAL_MS.p95,
      spread: `${spreadOf(tookMs, 0)} ms`,
      control: null,
      note: "Chromium on the same machine, with web, worker and both databases; sampling alone takes 125 / 238 ms.",
    });
    await Promise.all([blocker.end(), waiter.end()]);
  } finally {
    await browser.close();
    await interlock.remove();
    await database.drop();
  }
});

/** In the page: after each change of it, once the frame is drawn, how many sessions the tree shows, and since when. */
function keepDrawn(): void {
  const watched: Watched = { drawn: {} };
  (globalThis as unknown as { watched: Watched }).watched = watched;
  new MutationObserver(() => {
    requestAnimationFrame(() => {
      const sessions = document.querySelectorAll("li[data-index]").length;
      // The callback comes before the frame is painted, what it queues after.
      setTimeout(() => {
        watched.drawn[sessions] ??= Date.now();
      });
    });
  }).observe(document, { childList: true, subtree: true });
}

const forget = (page: Page) =>
  page.evaluate(() => {
    (globalThis as unknown as { watched: Watched }).watched.drawn = {};
  });

/** When as many sessions were first on the screen since `forget`. */
async function drawnAt(page: Page, sessions: number): Promise<number> {
  const handle = await page.waitForFunction(
    (count) => (globalThis as unknown as { watched: Watched }).watched.drawn[count],
    sessions,
    { polling: 20 },
  );
  return (await handle.jsonValue()) as number;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
