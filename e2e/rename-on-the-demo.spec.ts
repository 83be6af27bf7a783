import type { Plan } from "../lib/contracts/plan";
import { signIn } from "./fixtures/people";
import { deployOnPlanPage, openStop, reasons, runButton, runOnPlanPage } from "./fixtures/plan-page";
import { expect, test } from "./fixtures/test";
import { watchShop } from "./fixtures/traffic";

test("a column of a live shop is renamed, from a sentence to a verified trail, without one error of the app", async ({
  page,
  newPage,
  server,
  api,
}) => {
  test.setTimeout(420_000);
  const staging = await api.environment("staging");
  const production = await api.environment("production");
  const shop = await watchShop(api, [staging, production]);
  const eventsBefore = (await api.get<{ count: number }>("/audit/verify")).count;

  const planId = await test.step("Ada describes the change in a sentence", async () => {
    await signIn(page, "Ada");
    await page.getByRole("main").getByRole("link", { name: "New change" }).click();
    await page.getByRole("tab", { name: "Sentence" }).click();
    await page.getByRole("combobox", { name: "In a sentence" }).fill("rename customers.full_name to name");
    await expect(page.getByText("your deploy").first(), "the plan appears while typing").toBeVisible();
    await page.getByLabel("Reason").fill("The ORM calls it name everywhere else.");
    await page.getByRole("button", { name: "Make the plan" }).click();
    await page.waitForURL(/\/plans\//);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/rename customers\.full_name to name/i);
    return new URL(page.url()).pathname.split("/")[2] ?? "";
  });
  const { hash } = await api.get<Plan>(`/plans/${planId}`);

  await test.step("production before staging is refused, in the page and by the API", async () => {
    for (const nodeId of ["expand", "contract"]) {
      const stop = { planId, environment: production, nodeId };
      await openStop(page, stop);
      await expect(runButton(page, stop)).toBeDisabled();
      await expect(reasons(page)).toContainText(/staging/i);
      const codes = await api.reasonsAgainst({ planId, environmentId: production.id, phaseId: nodeId });
      expect(codes).toContain("promotion.lower-tier");
    }
  });

  await test.step("contract before the deploys is refused, in the page and by the API", async () => {
    const stop = { planId, environment: staging, nodeId: "contract" };
    await openStop(page, stop);
    await expect(runButton(page, stop)).toBeDisabled();
    await expect(reasons(page)).toContainText(/deploy/i);
    const codes = await api.reasonsAgainst({ planId, environmentId: staging.id, phaseId: "contract" });
    expect(codes).toEqual(expect.arrayContaining(["deploy.missing", "approval.missing"]));
  });

  const grace = await newPage();
  await signIn(grace, "Grace");
  for (const environment of [staging, production]) {
    const stopAt = (nodeId: string) => ({ planId, environment, nodeId });
    const contract = stopAt("contract");

    await test.step(`expand, backfill and both deploys on ${environment.name}`, async () => {
      await runOnPlanPage(page, api, stopAt("expand"));
      await runOnPlanPage(page, api, stopAt("backfill"));
      await deployOnPlanPage(page, api, stopAt("deploy-new-name"), "v2");
      await deployOnPlanPage(page, api, stopAt("deploy-forget-old"), "v3");
    });

    await test.step(`nobody approves their own contract on ${environment.name}`, async () => {
      await openStop(page, contract);
      await expect(page.getByRole("button", { name: "Decide" })).toBeDisabled();
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
      expect(
        await api.reasonsAgainst({ planId, environmentId: environment.id, phaseId: "contract" }),
      ).toContain("approval.missing");
    });

    await test.step(`Grace approves it for ${environment.name}`, async () => {
      await grace.goto("/approvals");
      const tier = environment.tier === "staging" ? "Staging" : "Production";
      const card = grace
        .getByRole("listitem")
        .filter({ has: grace.locator(`a[href^="/plans/${planId}"]`) })
        .filter({ has: grace.getByText(tier, { exact: true }) })
        .filter({ has: grace.getByRole("button", { name: "Approve" }) });
      await card.getByLabel("Comment").fill("Nobody uses the old name any more.");
      await card.getByRole("button", { name: "Approve" }).click();
      await expect
        .poll(async () => {
          const { nodes } = await api.rollout(planId, environment.id);
          return nodes.find(({ id }) => id === "contract")?.approvals?.map(({ decision }) => decision);
        })
        .toEqual(["approve"]);
    });

    await test.step(`contract on ${environment.name}`, () => runOnPlanPage(page, api, contract));
  }

  await test.step("the app had no error and kept its rate, to the end and beyond", () =>
    shop.expectUnharmed());

  await test.step("the catalog has only the new name", async () => {
    for (const environment of [staging, production]) {
      const names = async () =>
        (await api.customerColumns(environment.id)).filter((column) => /^(full_)?name$/.test(column));
      await expect.poll(names).toEqual(["name"]);
    }
  });

  await test.step("the trail tells it and its chain verifies", async () => {
    const actions = (await api.audit("limit=500")).map(({ action }) => action);
    const count = (wanted: string) => actions.filter((action) => action === wanted).length;
    expect(actions).toContain("change.created");
    expect(count("run.started")).toBeGreaterThanOrEqual(6);
    expect(count("approval.given")).toBe(2);

    await page.goto("/audit");
    await expect(page.getByRole("listitem").filter({ hasText: "approval.given" }).first()).toBeVisible();
    await page.getByRole("button", { name: "Verify the chain" }).click();
    await expect(
      page.getByRole("status").filter({ hasText: /Unbroken: [\d,]+ events checked/ }),
    ).toBeVisible();
    const verified = await api.get<{ ok: boolean; count: number }>("/audit/verify");
    expect(verified.ok).toBe(true);
    expect(verified.count).toBeGreaterThan(eventsBefore + 20);
  });
});
