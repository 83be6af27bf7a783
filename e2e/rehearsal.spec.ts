import { signIn } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

test("a plan is rehearsed on a copy of staging, and says which statements of the shop break when", async ({
  page,
  api,
}) => {
  const staging = await api.environment("staging");
  const title = "Rename addresses.street to line";
  const { plan } = await api.createChange({ title, sentence: title, environmentId: staging.id });
  await page.goto("/sign-in");
  await signIn(page, "Ada");
  await page.goto(`/plans/${plan.id}?env=${staging.id}`);
  const panel = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "Rehearsal on a copy of staging" }) });
  await expect(panel.getByText("Not rehearsed yet")).toBeVisible();
  await panel.getByRole("button", { name: "Rehearse" }).click();
  await expect(panel.getByText(/^Passed: up, all the way back, and up again/)).toBeVisible({
    timeout: 60_000,
  });
  await expect(panel.getByRole("region", { name: "Statements that break" })).toContainText("Contract");
  await panel.getByText(/^Up: /).click();
  await expect(panel.getByRole("region", { name: "Up, Expand" })).toContainText("public.addresses");
  const columns = await panel
    .getByRole("region", { name: /^Up, / })
    .evaluateAll((tables) =>
      tables.map((table) =>
        [...table.querySelectorAll("th")].map((head) => Math.round(head.getBoundingClientRect().left)),
      ),
    );
  expect(columns.length).toBeGreaterThan(1);
  for (const starts of columns) expect(starts).toEqual(columns[0]);
  await expect(panel.getByRole("button", { name: "Rehearse again" })).toBeEnabled();
});
