import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { Api } from "./fixtures/api";
import { signIn } from "./fixtures/people";
import { runByApi } from "./fixtures/runs";
import { expect, test } from "./fixtures/test";

// The page that is not there.
test.use({ expectedConsoleErrors: [/status of 404.*no-such-page/] });

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** A page, the words that show that it is loaded, and what is opened on it before it is looked at. */
type Place = readonly [path: string, shows: RegExp, open?: (page: Page) => Promise<void>];

/** A plan that waits for an approval and a run that is done, so that no page is empty. Later calls find the first's. */
async function prepare(api: Api): Promise<{ planId: string; runId: string }> {
  const staging = await api.environment("staging");
  const title = "Rename products.title to label";
  const { items } = await api.get<{ items: { title: string; planId: string }[] }>("/changes");
  const known = items.find((change) => change.title === title)?.planId;
  if (known === undefined) {
    const { plan } = await api.createChange({ title, sentence: title, environmentId: staging.id });
    const run = await runByApi(api, { planId: plan.id, environmentId: staging.id, phaseId: "expand" });
    return { planId: plan.id, runId: run.id };
  }
  const runs = await api.get<{ items: { id: string }[] }>(`/runs?planId=${known}`);
  return { planId: known, runId: runs.items[0]?.id ?? "" };
}

/** Looks at the page in light and in dark, and whether it fits the screen. */
async function expectNoViolation(page: Page, place: string): Promise<void> {
  const inks = new Set<string>();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    inks.add(await page.evaluate(() => getComputedStyle(document.body).color));
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    expect.soft(found, `${place}, ${colorScheme}`).toEqual([]);
  }
  expect.soft(inks.size, `${place}: light and dark differ`).toBe(2);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(tooWide, `${place}: pixels that the page is wider than the screen`).toBeLessThanOrEqual(0);
}

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`no page has an accessibility violation, light or dark (${size})`, async ({ page, api }) => {
    test.setTimeout(600_000);
    await page.setViewportSize(viewport);
    const { planId, runId } = await prepare(api);
    const { id } = await api.environment("production");
    const places: readonly Place[] = [
      ["/", /Newest changes/],
      ["/changes", /Rename products\.title/],
      ["/changes/new?sentence=rename products.title to label", /your deploy|has a column label already/],
      [`/plans/${planId}?node=expand`, /Works with/],
      [`/plans/${planId}?node=deploy-new-name`, /Tell Interlock from CI/],
      [`/plans/${planId}?node=contract`, /Nobody has decided yet/],
      [`/runs/${runId}`, /Run succeeded/],
      ["/environments", /production/],
      [`/environments/${id}`, /Connection/],
      [`/environments/${id}?tab=catalog`, /customers/],
      [`/environments/${id}?tab=locks`, /Who waits for whom/],
      [`/environments/${id}?tab=traffic`, /Deploy the shop/],
      [`/environments/${id}?tab=settings`, /batch/i],
      ["/environments/new", /Connection string/],
      ["/approvals", /Earlier steps are still open/],
      [
        "/review",
        /Nothing unsafe|unsafe on a live database/,
        (at) => at.getByRole("button", { name: "Try an example" }).click(),
      ],
      ["/audit", /change\.created/],
      ["/settings", /API keys/],
      ["/no-such-page", /./],
      ["/audit", /Go to/, (at) => at.keyboard.press("Control+k")],
    ];
    await page.goto("/sign-in");
    await expect(page.getByRole("heading", { name: "This is a demo" })).toBeVisible();
    await expectNoViolation(page, "/sign-in");
    await signIn(page, "Ada");
    for (const [path, shows, open] of places) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await open?.(page);
      await expect(page.getByText(shows).filter({ visible: true }).first(), path).toBeVisible();
      await expectNoViolation(page, open ? `${path}, opened` : path);
    }
  });
}
