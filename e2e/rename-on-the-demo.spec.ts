import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { Environment } from "../lib/contracts/environment";
import { Api } from "./fixtures/api";
import { signedIn, signIn } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

test.describe.configure({ mode: "serial" });

const PLANNED_SHARE = 0.9;

/** Presses the phase's button on the plan page and waits on the run page until it is done. */
async function runPhase(page: Page, planId: string, environment: Environment, phase: string): Promise<void> {
  await page.goto(`/plans/${planId}?env=${environment.id}&node=${phase}`);
  await page.getByRole("button", { name: `Run ${phase} on ${environment.name}` }).click();
  if (environment.tier === "production" || phase === "contract") {
    await page
      .getByRole("dialog")
      .getByRole("button", { name: `Run on ${environment.name}` })
      .click();
  }
  await page.waitForURL(/\/runs\//);
  await expect(page.getByRole("status").filter({ hasText: /is done\./ })).toBeVisible({ timeout: 180_000 });
}

async function deployDemo(
  page: Page,
  planId: string,
  environment: Environment,
  node: string,
  version: string,
) {
  await page.goto(`/plans/${planId}?env=${environment.id}&node=${node}`);
  await page.getByRole("button", { name: `Deploy ${version} to ${environment.name}` }).click();
  await expect(page.locator("#node").getByText("Done", { exact: true })).toBeVisible({ timeout: 90_000 });
}

test("a column of a live shop is renamed, from a sentence to a verified trail, without one error of the app", async ({
  page,
  browser,
  server,
}) => {
  test.setTimeout(900_000);
  const api = await Api.as(server, server.admin.apiKey);
  const staging = await api.environment("staging");
  const production = await api.environment("production");
  const before = await api.traffic(production.id);
  expect(before.running, "the shop is open").toBe(true);

  let planId = "";
  await test.step("Ada describes the change in a sentence", async () => {
    await signIn(page, "Ada");
    await page.getByRole("link", { name: /Rename customers\.full_name to name/ }).click();
    await expect(page.getByText("your deploy").first()).toBeVisible();
    await page.getByLabel("Reason").fill("The ORM calls it name everywhere else.");
    await page.getByRole("button", { name: "Make the plan" }).click();
    await page.waitForURL(/\/plans\//);
    planId = new URL(page.url()).pathname.split("/")[2] ?? "";
    await expect(page.getByRole("heading", { level: 1 })).toContainText(
      /rename customers\.full_name to name/i,
    );
  });

  await test.step("production before staging is refused, in the page and by the API", async () => {
    await page.goto(`/plans/${planId}?env=${production.id}&node=expand`);
    const button = page.getByRole("button", { name: "Run expand on production" });
    await expect(button).toBeDisabled();
    await expect(page.getByRole("list", { name: "Why this is not possible now" }).first()).toContainText(
      /staging/i,
    );
    const refused = await api.call<{ reasons: { code: string }[] }>("POST", "/runs", {
      planId,
      environmentId: production.id,
      phaseId: "expand",
      direction: "up",
    });
    expect(refused.status).toBe(409);
    expect(refused.body.reasons.map(({ code }) => code)).toContain("promotion.lower-tier");
  });

  await test.step("contract before the deploys is refused", async () => {
    const refused = await api.call<{ reasons: { code: string }[] }>("POST", "/runs", {
      planId,
      environmentId: staging.id,
      phaseId: "contract",
      direction: "up",
    });
    expect(refused.status).toBe(409);
    expect(refused.body.reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["deploy.missing", "approval.missing"]),
    );
    await page.goto(`/plans/${planId}?env=${staging.id}&node=contract`);
    await expect(page.getByRole("button", { name: "Run contract on staging" })).toBeDisabled();
  });

  const grace = await signedIn(browser, "Grace", server.url);
  for (const environment of [staging, production]) {
    await test.step(`the whole way on ${environment.name}`, async () => {
      await runPhase(page, planId, environment, "expand");
      await runPhase(page, planId, environment, "backfill");
      await deployDemo(page, planId, environment, "deploy-new-name", "v2");
      await deployDemo(page, planId, environment, "deploy-forget-old", "v3");

      await page.goto(`/plans/${planId}?env=${environment.id}&node=contract`);
      await expect(page.getByRole("button", { name: "Decide" }), "nobody approves their own").toBeDisabled();
      const { hash } = await api.get<{ hash: string }>(`/plans/${planId}`);
      const own = await page.request.post(`/api/v1/plans/${planId}/approvals`, {
        headers: { origin: server.url },
        data: {
          environmentId: environment.id,
          phaseId: "contract",
          planHash: hash,
          decision: "approve",
          comment: "",
        },
      });
      expect(own.status()).toBe(403);

      await grace.goto("/approvals");
      const card = grace
        .getByRole("article")
        .filter({ hasText: new RegExp(environment.name, "i") })
        .first();
      await card
        .getByRole("button", { name: /approve/i })
        .first()
        .click();
      const dialog = grace.getByRole("dialog");
      await expect(dialog.or(grace.getByText(/approved/i)).first()).toBeVisible();
      if (await dialog.isVisible()) await dialog.getByRole("button", { name: /^Approve/ }).click();
      await expect
        .poll(async () => {
          const { nodes } = await api.rollout(planId, environment.id);
          return nodes.find(({ id }) => id === "contract")?.approvals?.map(({ decision }) => decision);
        })
        .toEqual(["approve"]);

      await page.goto(`/plans/${planId}?env=${environment.id}&node=contract`);
      await expect(page.getByRole("button", { name: `Run contract on ${environment.name}` })).toBeEnabled({
        timeout: 120_000,
      });
      await runPhase(page, planId, environment, "contract");
    });
  }

  await test.step("the app had no error and kept its rate", async () => {
    for (const environment of [staging, production]) {
      const after = await api.traffic(environment.id);
      expect(after.errors, `${environment.name}: errors of the app`).toEqual([]);
      expect(
        after.successes / after.planned,
        `${environment.name}: successes of the planned`,
      ).toBeGreaterThanOrEqual(PLANNED_SHARE);
    }
    const after = await api.traffic(production.id);
    expect(after.successes).toBeGreaterThan(before.successes);
  });

  await test.step("the catalog has only the new name", async () => {
    const catalog = await api.get<{ tables: { name: string; columns: { name: string }[] }[] }>(
      `/environments/${production.id}/catalog`,
    );
    const columns = catalog.tables.find(({ name }) => name === "customers")?.columns.map(({ name }) => name);
    expect(columns).toContain("name");
    expect(columns).not.toContain("full_name");
  });

  await test.step("the trail tells it and its chain verifies", async () => {
    await page.goto("/audit");
    await expect(page.getByText(/approval/i).first()).toBeVisible();
    await page.getByRole("button", { name: /verify/i }).click();
    await expect(page.getByText(/chain is whole|verified|unbroken/i).first()).toBeVisible();
    const verified = await api.get<{ ok: boolean; count: number }>("/audit/verify");
    expect(verified.ok).toBe(true);
    expect(verified.count).toBeGreaterThan(20);
  });

  await grace.context().close();
  await api.dispose();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`main pages have no accessibility violation (${colorScheme})`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme });
    const api = await Api.as(server, server.admin.apiKey);
    const production = await api.environment("production");
    const { items: changes } = await api.get<{ items: { planId: string }[] }>("/changes");
    const { items: runs } = await api.get<{ items: { id: string }[] }>("/runs");
    await signIn(page, "Ada");
    const pages = [
      "/",
      "/changes",
      "/changes/new",
      `/plans/${changes[0]?.planId}`,
      `/runs/${runs[0]?.id}`,
      "/environments",
      `/environments/${production.id}`,
      `/environments/${production.id}?tab=catalog`,
      `/environments/${production.id}?tab=locks`,
      "/approvals",
      "/audit",
    ];
    for (const path of pages) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
        .analyze();
      expect(
        violations.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html}`),
        path,
      ).toEqual([]);
    }
    await api.dispose();
  });
}
