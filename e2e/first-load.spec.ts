import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { signIn } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

/** JavaScript that a page's HTML asks for, in bytes as gzip sends it. What comes after the first paint is not counted. */
const BUDGET = 240 * 1024;

/** Scripts that a browser of today loads with the HTML of a page: those for older ones say `nomodule`. */
function scriptsOf(html: string): string[] {
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  const wanted = tags.filter(
    (tag) => !/\bnomodule\b/i.test(tag) && (/^<script/.test(tag) || /as="script"/.test(tag)),
  );
  return [...new Set(wanted.flatMap((tag) => /(?:src|href)="([^"]+\.js[^"]*)"/.exec(tag)?.[1] ?? []))];
}

async function firstLoad(page: Page, path: string): Promise<{ scripts: number; bytes: number }> {
  const html = await (await page.request.get(path)).text();
  const scripts = scriptsOf(html.replaceAll("&amp;", "&"));
  const bodies = await Promise.all(scripts.map(async (script) => (await page.request.get(script)).body()));
  return { scripts: scripts.length, bytes: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) };
}

test("no page asks for more JavaScript at first than the budget", async ({ page, api }) => {
  await signIn(page, "Ada");
  const { id } = await api.environment("production");
  // The views of a plan and of a run are the same code whether there is one or not.
  const paths = [
    "/",
    "/changes",
    "/changes/new",
    "/plans/none",
    "/runs/none",
    "/environments",
    `/environments/${id}`,
  ];
  paths.push("/environments/new", "/approvals", "/review", "/audit", "/settings", "/docs/rules/drop-column");
  for (const path of paths) {
    const { scripts, bytes } = await firstLoad(page, path);
    expect.soft(scripts, `${path}: scripts`).toBeGreaterThan(5);
    expect.soft(bytes, `${path}: bytes of gzip`).toBeLessThanOrEqual(BUDGET);
  }
});
