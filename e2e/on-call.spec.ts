import type { Locks } from "../lib/contracts/locks";
import { signIn } from "./fixtures/people";
import { runByApi, untilSucceeded } from "./fixtures/runs";
import { expect, test } from "./fixtures/test";
import { watchShop } from "./fixtures/traffic";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

const REASON = "The report can be started again after the change.";

test.afterEach(async ({ api }) => {
  // Where the test failed on the way, the others must not wait for the report too.
  const { id } = await api.environment("production");
  await api.post("/demo/misbehave", { environmentId: id, kind: "long-transaction", stop: true });
});

test("from a phone: a run waits outside the queue for a long transaction, and goes on once an approver ends it", async ({
  page,
  api,
}) => {
  test.setTimeout(240_000);
  const staging = await api.environment("staging");
  const production = await api.environment("production");
  const shop = await watchShop(api, [production]);
  const { plan } = await api.createChange({
    title: "Add customers.nickname",
    sentence: "add column nickname text to customers",
    environmentId: production.id,
  });
  await runByApi(api, { planId: plan.id, environmentId: staging.id, phaseId: "expand" });
  await api.post("/demo/misbehave", {
    environmentId: production.id,
    kind: "long-transaction",
    durationMs: 600_000,
  });
  await expect
    .poll(async () => (await api.traffic(production.id)).misbehaving.map(({ note }) => note).join())
    .toContain("REPEATABLE READ");
  const run = await api.startRun({ planId: plan.id, environmentId: production.id, phaseId: "expand" });

  const inTheWay = page.getByRole("region", { name: "In the way" });
  await test.step("the run tells on the phone what is in its way, and makes nobody wait", async () => {
    await signIn(page, "Grace");
    await page
      .getByRole("link", { name: /Expand/ })
      .first()
      .click();
    await page.waitForURL(`**/runs/${run.id}`);
    await expect(inTheWay).toContainText(/shop-report \(pid \d+\) is in the way/);
    expect((await api.run(run.id)).steps.map(({ state }) => state)).toEqual(["waiting"]);
    const { summary } = await api.get<Locks>(`/environments/${production.id}/locks`);
    expect(summary.waiting, "sessions that wait for a lock").toBe(0);
  });
  const pid = Number(/pid (\d+)/.exec((await inTheWay.textContent()) ?? "")?.[1]);

  await test.step("the blocker is ended, with a reason", async () => {
    await inTheWay.getByRole("button", { name: "Look and stop it" }).click();
    const sheet = page.getByRole("dialog", { name: `Session ${pid}` });
    await expect(sheet).toContainText("shop-report");
    const terminate = sheet.getByRole("button", { name: "Terminate the session" });
    await expect(terminate, "not without a reason").toBeDisabled();
    await sheet.getByLabel("Why stop it?").fill(REASON);
    await terminate.click();
    await expect(sheet.getByText("This session has ended")).toBeVisible();
    await sheet.getByRole("button", { name: "Close" }).click();
  });

  await untilSucceeded(api, run.id);
  await expect(page.getByRole("status").filter({ hasText: /is done\./ })).toBeVisible();
  await expect.poll(() => api.customerColumns(production.id)).toContain("nickname");
  await shop.expectUnharmed();
  expect((await api.traffic(production.id)).misbehaving).toEqual([]);

  const [event] = await api.audit("action=session.terminated");
  expect(event).toMatchObject({
    actorName: "Grace",
    subjectId: String(pid),
    environmentId: production.id,
    detail: { reason: REASON, applicationName: "shop-report" },
  });
});
