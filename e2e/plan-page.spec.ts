import { signIn } from "./fixtures/people";
import { openStop, runButton } from "./fixtures/plan-page";
import { expect, test } from "./fixtures/test";

test("a rejection on the plan's page asks for a comment, and is on the record with it", async ({
  page,
  api,
}) => {
  const staging = await api.environment("staging");
  const title = "Rename addresses.city to town";
  const { plan } = await api.createChange({ title, sentence: title, environmentId: staging.id });
  const decisions = async () => {
    const { nodes } = await api.rollout(plan.id, staging.id);
    const approvals = nodes.find(({ id }) => id === "contract")?.approvals ?? [];
    return approvals.map(({ decision, comment }) => [decision, comment]);
  };
  await signIn(page, "Grace");
  await openStop(page, { planId: plan.id, environment: staging, nodeId: "contract" });
  await page.getByRole("button", { name: "Decide" }).click();
  const dialog = page.getByRole("dialog");
  const words = await dialog.getByRole("button", { name: /^(Approve|Reject)/ }).allTextContents();
  expect(words).toEqual(["Approve for staging", "Reject"]);

  await dialog.getByRole("button", { name: "Reject" }).click();
  await expect(dialog.getByRole("button", { name: "Reject without a comment" })).toBeVisible();
  await expect(dialog.getByLabel("Comment")).toBeFocused();
  expect(await decisions()).toEqual([]);

  await dialog.getByLabel("Comment").fill("The worker still reads city.");
  await dialog.getByRole("button", { name: "Reject", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  expect(await decisions()).toEqual([["reject", "The worker still reads city."]]);
});

test("on a phone the next act is in sight and what is secondary is folded", async ({ page, api }) => {
  const staging = await api.environment("staging");
  const title = "Rename addresses.postcode to zip";
  const { plan } = await api.createChange({ title, sentence: title, environmentId: staging.id });
  const stop = { planId: plan.id, environment: staging, nodeId: "expand" };
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, "Ada");
  await openStop(page, stop);
  await expect(page.getByRole("button", { name: "Start Expand on staging" })).toBeInViewport();
  await expect(runButton(page, stop)).toBeVisible();
  const sql = page.getByRole("region", { name: "SQL of step 1" });
  await expect(sql).toBeHidden();
  await page.getByRole("button", { name: "SQL, locks and the way back" }).first().click();
  await expect(sql).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(page.getByRole("region", { name: "SQL of step 2" })).toBeVisible();
});

// The browser itself reports what is not found.
test.describe(() => {
  test.use({ expectedConsoleErrors: [/status of 404.*\/none/] });
  for (const [path, subject, list] of [
    ["/plans/none", "plan", "Changes"],
    ["/runs/none", "run", "Changes"],
    ["/environments/none", "environment", "Environments"],
  ] as const) {
    test(`${path} says that there is no such ${subject}, and leads back`, async ({ page }) => {
      await signIn(page, "Ada");
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1, name: `No such ${subject}` })).toBeVisible();
      await expect(page.getByRole("button", { name: "Try again" })).toHaveCount(0);
      await page.getByRole("link", { name: `To the ${list.toLowerCase()}` }).click();
      await expect(page.getByRole("heading", { level: 1, name: list })).toBeVisible();
    });
  }
});
