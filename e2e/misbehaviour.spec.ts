import { Api } from "./fixtures/api";
import { type RunningInterlock, startInterlock } from "./fixtures/interlock";
import { signIn } from "./fixtures/people";
import { deployOnPlanPage, openStop, reasons, runButton } from "./fixtures/plan-page";
import { runByApi } from "./fixtures/runs";
import { expect, test } from "./fixtures/test";

/** The shop writes orders all the time: its clients wait until the step's budget is spent. */
const STUBBORN = `DO $$ BEGIN
  LOCK TABLE public.orders IN SHARE MODE;
  PERFORM pg_sleep(600);
END $$`;

let interlock: RunningInterlock;
let api: Api;

test.beforeAll(async () => {
  // The change is not taken to its end: the shared demo would stay half done for the others.
  test.setTimeout(240_000);
  interlock = await startInterlock();
  api = await Api.as(interlock, interlock.admin.apiKey);
});
test.afterAll(async () => {
  await api?.dispose();
  await interlock?.remove();
});

const misbehave = async (environmentId: string, kind: string, note: RegExp) => {
  await api.post("/demo/misbehave", { environmentId, kind, durationMs: 600_000 });
  await expect
    .poll(async () => (await api.traffic(environmentId)).misbehaving.map((item) => item.note).join())
    .toMatch(note);
};

test("in a lock storm, a statement that keeps the shop waiting is cancelled within its budget, and the page says so", async ({
  newPage,
}) => {
  test.setTimeout(240_000);
  const page = await newPage({ baseURL: interlock.url });
  const staging = await api.environment("staging");
  await misbehave(staging.id, "lock-storm", /overlapping short locks/);
  const { plan } = await api.createChange({
    title: "A maintenance that takes its time",
    sql: STUBBORN,
    environmentId: staging.id,
  });
  const phaseId = plan.nodes.find((node) => node.type === "phase")?.id ?? "";
  const run = await api.startRun({ planId: plan.id, environmentId: staging.id, phaseId });

  await signIn(page, "Ada");
  await page.goto(`/runs/${run.id}`);
  await expect(
    page.getByRole("status").filter({ hasText: /Our statement was cancelled and nothing was changed/ }),
  ).toBeVisible({ timeout: 60_000 });
  const stopped = await api.run(run.id);
  expect(stopped).toMatchObject({ state: "paused", reason: { code: "harm.budget", waitsFor: "person" } });
  expect(stopped.harmMs, "somebody waited").toBeGreaterThan(0);
  expect(stopped.reason?.message).toContain(`the budget is ${stopped.harmBudgetMs} ms`);

  await test.step("home shows what stopped, where, and the way on", async () => {
    await page.goto("/");
    const row = page.getByRole("listitem").filter({ hasText: "A maintenance that takes its time" }).first();
    await expect(row).toContainText("Staging");
    await row.getByRole("link", { name: "Decide how it goes on" }).click();
    await page.waitForURL(`**/runs/${run.id}`);
  });
  await page.getByRole("button", { name: "Abort" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Abort it" }).click();
  await expect.poll(async () => (await api.run(run.id)).state).toBe("aborted");
  await api.post("/demo/misbehave", { environmentId: staging.id, kind: "lock-storm", stop: true });
});

test("a job nobody deployed still writes the old column: its tripwire is shown, and contract waits for it", async ({
  newPage,
}) => {
  test.setTimeout(240_000);
  const page = await newPage({ baseURL: interlock.url });
  const staging = await api.environment("staging");
  // Longer than the job's own pause: else its silence between two runs would count as quiet.
  await api.setPolicy(staging.id, { quietWindowMs: 600_000 });
  const { plan } = await api.createChange({
    title: "Rename customers.full_name",
    sentence: "rename customers.full_name to name",
    environmentId: staging.id,
  });
  const stopAt = (nodeId: string) => ({ planId: plan.id, environment: staging, nodeId });
  await runByApi(api, { planId: plan.id, environmentId: staging.id, phaseId: "expand" });
  await runByApi(api, { planId: plan.id, environmentId: staging.id, phaseId: "backfill" });
  await signIn(page, "Ada");
  await deployOnPlanPage(page, api, stopAt("deploy-new-name"), "v2");
  await deployOnPlanPage(page, api, stopAt("deploy-forget-old"), "v3");
  const movedAt = async () =>
    (await api.rollout(plan.id, staging.id)).tripwires.map(({ lastMovedAt }) => lastMovedAt ?? "").join();
  const before = await movedAt();

  await misbehave(staging.id, "old-cron-worker", /[1-9]\d* rows written/);
  await expect.poll(movedAt, { message: "the tripwire moves", timeout: 60_000 }).not.toBe(before);

  await openStop(page, stopAt("contract"));
  await expect(page.getByText(/Last old-shape write seen/).first()).toBeVisible();
  await expect(reasons(page)).toContainText("Writes that touched only public.customers.full_name: it moved");
  await expect(runButton(page, stopAt("contract"))).toBeDisabled();
  const codes = await api.reasonsAgainst({
    planId: plan.id,
    environmentId: staging.id,
    phaseId: "contract",
  });
  expect(codes).toContain("evidence.tripwire");
});
