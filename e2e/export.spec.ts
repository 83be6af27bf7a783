import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { signIn } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

test("a plan becomes files of two tools, to read and as a zip", async ({ page, api }) => {
  const staging = await api.environment("staging");
  const title = "Rename products.title to heading";
  const { plan } = await api.createChange({ title, sentence: title, environmentId: staging.id });
  await page.goto("/sign-in");
  await signIn(page, "Ada");

  for (const [tool, label, holds] of [
    ["knex", "Knex", "exports.up"],
    ["rails", "Rails", "ActiveRecord::Migration"],
  ] as const) {
    await page.goto(`/plans/${plan.id}?tool=${tool}`);
    const panel = page
      .locator("section")
      .filter({ has: page.getByRole("heading", { name: "As files of your migration tool" }) });
    await expect(panel.getByRole("button", { name: new RegExp(label) })).toBeVisible();
    await panel.locator("summary").first().click();
    await expect(panel.getByText(holds).first()).toBeVisible();
    await expect(panel.getByText(/Merge only when this deploy is finished everywhere/).first()).toBeVisible();

    const downloading = page.waitForEvent("download");
    await panel.getByRole("button", { name: "Download zip" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe(`interlock-${tool}-${plan.id}.zip`);
    const files = unzipSync(new Uint8Array(readFileSync(await download.path())));
    const shown = await panel.locator("summary").allTextContents();
    expect(Object.keys(files).sort()).toEqual(shown.map((text) => text.trim()).sort());
    for (const content of Object.values(files)) {
      expect(new TextDecoder().decode(content)).toContain(holds);
    }
  }
});
