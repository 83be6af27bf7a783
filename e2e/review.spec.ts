import { strToU8, zipSync } from "fflate";
import { signIn } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

const UNSAFE = "CREATE INDEX orders_note_idx ON orders (status);";

test("pasted SQL is marked up, made safe and becomes a plan", async ({ page, api }) => {
  await api.environment("production");
  await page.goto("/sign-in");
  await signIn(page, "Ada");
  await page.goto("/review");
  const editor = page.getByRole("textbox", { name: "SQL to review" });
  const headline = page
    .getByRole("status")
    .filter({ hasText: /SQL|statement|unsafe|migration/ })
    .first();

  await editor.fill("ALTER TABLE orders\n  ADD COLUM x int;");
  await expect(headline).toContainText("line 2, column 15");
  await page.getByRole("button", { name: "Go to line 2" }).click();

  await editor.fill(`SET lock_timeout = '3s';\n${UNSAFE}`);
  await expect(headline).toContainText("1 of 2 statements is unsafe");
  await expect(page.getByText("create-index-without-concurrently")).toBeVisible();

  await page.reload();
  await expect(page.getByText("create-index-without-concurrently")).toBeVisible();
  await expect(page.getByText("choose a database first")).toBeVisible();
  await page.getByRole("button", { name: "Make it safe" }).click();
  await page.getByRole("option", { name: /production/ }).click();
  await expect(page.getByText("Share on public.orders")).toBeVisible();
  await expect(page.getByText("choose a database first")).toHaveCount(0);

  await page.getByRole("button", { name: "Make it safe" }).click();
  const safe = page.locator("section").filter({ has: page.getByRole("heading", { name: "Made safe" }) });
  await expect(safe.getByText(/Build the index orders_note_idx/).first()).toBeVisible();
  await safe.getByRole("button", { name: "Make the plan" }).click();
  await page.waitForURL(/\/plans\/pln_/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("index on public.orders");
});

test("a zip of migrations is recognised, reviewed as its tool runs it, and made safe", async ({
  page,
  api,
}) => {
  await api.environment("production");
  await page.goto("/sign-in");
  await signIn(page, "Ada");
  await page.goto("/review");
  const up = "CREATE INDEX orders_note_idx ON orders (status);";
  const files = {
    "shop/db/migrations/20260101000000_index.sql": strToU8(
      `-- migrate:up\n${up}\n-- migrate:down\nDROP INDEX orders_note_idx;\n`,
    ),
    "shop/README.md": strToU8("Our shop."),
  };
  await page.getByLabel("SQL or migration files").setInputFiles({
    name: "shop.zip",
    mimeType: "application/zip",
    buffer: Buffer.from(zipSync(files)),
  });
  await expect(page.getByText("dbmate · shop/db/migrations · 1 found")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "unsafe on a live database" })).toBeVisible();
  await expect(page.getByText("create-index-without-concurrently")).toBeVisible();
  // The way down is not what runs.
  await expect(page.getByText("drop-index-without-concurrently")).toHaveCount(0);
  await page.getByRole("button", { name: /Facts from/ }).click();
  await page.getByRole("option", { name: /production/ }).click();
  await expect(page.getByText("This database has no history of dbmate")).toBeVisible();
  await page.getByRole("button", { name: "Make it safe" }).click();
  const safe = page.locator("section").filter({ has: page.getByRole("heading", { name: "Made safe" }) });
  await expect(safe.getByText(/Build the index orders_note_idx/).first()).toBeVisible();
  await page.getByRole("checkbox", { name: /20260101000000_index/ }).press("Space");
  await expect(page.getByRole("status").filter({ hasText: "Select the migrations to review" })).toBeVisible();
  await page.getByRole("button", { name: "Paste SQL instead" }).click();
  await expect(page.getByRole("textbox", { name: "SQL to review" })).toBeVisible();
});
