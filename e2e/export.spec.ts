import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { DEMO } from "../lib/demo/shape";
import { addPerson, signIn, signInByPassword } from "./fixtures/people";
import { openStop, runButton } from "./fixtures/plan-page";
import { untilSucceeded } from "./fixtures/runs";
import { expect, test } from "./fixtures/test";
import { openDemoDatabase } from "./fixtures/write-oracle";

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

test("a folder of Drizzle's is opened, and each phase has the snapshot that follows its newest", async ({
  page,
  api,
}, info) => {
  const staging = await api.environment("staging");
  const title = "Add products.blurb";
  const sentence = "add column blurb text to products";
  const { plan } = await api.createChange({ title, sentence, environmentId: staging.id });
  const folder = info.outputPath("shop", "src", "drizzle");
  mkdirSync(`${folder}/meta`, { recursive: true });
  const id = { name: "id", type: "bigint", primaryKey: true, notNull: true };
  const snapshot = {
    ...{ id: "team", prevId: "", version: "7", dialect: "postgresql" },
    tables: { "public.products": { name: "products", schema: "", columns: { id } } },
  };
  writeFileSync(`${folder}/meta/0003_snapshot.json`, "{}");
  writeFileSync(`${folder}/meta/0004_snapshot.json`, JSON.stringify(snapshot));
  writeFileSync(
    `${folder}/meta/_journal.json`,
    JSON.stringify({ entries: [{ idx: 4, when: 1, tag: "0004_team" }] }),
  );
  writeFileSync(`${folder}/0004_team.sql`, "SELECT 1;");

  await page.goto("/sign-in");
  await signIn(page, "Ada");
  await page.goto(`/plans/${plan.id}?tool=drizzle`);
  const panel = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "As files of your migration tool" }) });
  await expect(panel.getByText("0000_add_products_blurb_expand.sql")).toBeVisible();
  await panel.getByLabel("SQL or migration files").setInputFiles(`${folder}/0004_team.sql`);
  await expect(panel.getByRole("alert")).toHaveText(/no snapshot of Drizzle's/);
  await panel.getByLabel("Migrations folder").setInputFiles(info.outputPath("shop"));
  await expect(panel.getByText("Snapshots follow 0004_snapshot.json and its journal.")).toBeVisible();
  await expect(panel.getByRole("alert")).toHaveCount(0);
  await expect(panel.getByText("drizzle/meta/0005_snapshot.json")).toBeVisible();
  await expect(panel.getByText("drizzle/0005_add_products_blurb_expand.sql")).toBeVisible();

  const downloading = page.waitForEvent("download");
  await panel.getByRole("button", { name: "Download zip" }).click();
  const files = unzipSync(new Uint8Array(readFileSync(await (await downloading).path())));
  const next = JSON.parse(new TextDecoder().decode(files["drizzle/meta/0005_snapshot.json"]));
  expect([next.prevId, Object.keys(next.tables["public.products"].columns)]).toEqual([
    "team",
    ["id", "blurb"],
  ]);

  await panel.getByLabel("Folder of the migrations").fill("src/drizzle");
  await expect(panel.getByText("src/drizzle/meta/0005_snapshot.json")).toBeVisible();
  await panel.getByLabel("Folder of the migrations").fill("");

  await panel.getByRole("button", { name: "Without snapshots" }).click();
  await expect(panel.getByText("0000_add_products_blurb_expand.sql")).toBeVisible();
});

test("a run is asked to record itself, and the tool has its rows when it is done", async ({
  page,
  newPage,
  api,
  server,
}) => {
  const staging = await api.environment("staging");
  const title = "Add payments.note";
  const sentence = "add column note text to payments";
  const { plan } = await api.createChange({ title, sentence, environmentId: staging.id });
  const { plan: later } = await api.createChange({
    title: "Add payments.remark",
    sentence: "add column remark text to payments",
    environmentId: staging.id,
  });
  const database = await openDemoDatabase(server.dataDir, "staging");
  try {
    await database.query(`
      CREATE TABLE public.knex_migrations (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz);
      CREATE TABLE public.knex_migrations_lock ("index" serial PRIMARY KEY, is_locked integer);
      INSERT INTO public.knex_migrations_lock (is_locked) VALUES (0);
      GRANT ALL ON public.knex_migrations, public.knex_migrations_lock, public.knex_migrations_id_seq TO ${DEMO.roles.executor}`);
    await page.goto("/sign-in");
    await signIn(page, "Ada");
    const stop = { planId: plan.id, environment: staging, nodeId: "expand" };
    // The page learns of the tools only after somebody has pressed the button: the question must come all the same.
    let press = () => {};
    const pressed = new Promise<void>((resolve) => {
      press = resolve;
    });
    await page.route(`**/environments/${staging.id}/tools`, async (route) => {
      await pressed;
      await route.continue();
    });
    await openStop(page, stop);
    await runButton(page, stop).click();
    press();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: /Record in/ }).click();
    await page.getByRole("option", { name: /Knex/ }).click();
    await expect(dialog.getByText(/add_payments_note_expand\.js/)).toBeVisible();
    await dialog.getByRole("button", { name: "Run on staging" }).click();
    await page.waitForURL(/\/runs\//);
    await untilSucceeded(api, new URL(page.url()).pathname.split("/")[2] ?? "");
    const { rows } = await database.query<{ name: string }>("SELECT name FROM public.knex_migrations");
    expect(rows.map(({ name }) => name)).toEqual([expect.stringMatching(/_add_payments_note_expand\.js$/)]);

    const viewer = await newPage();
    await viewer.goto(
      `/sign-in?next=${encodeURIComponent(`/plans/${later.id}?env=${staging.id}&tool=knex`)}`,
    );
    await signInByPassword(viewer, await addPerson(api, "viewer"));
    await expect(viewer.getByText("Only engineers and above may record a phase.").first()).toBeVisible();
    await expect(viewer.getByRole("button", { name: "Record as run" }).first()).toBeDisabled();
  } finally {
    await database.query("DROP TABLE IF EXISTS public.knex_migrations, public.knex_migrations_lock");
    await database.end();
  }
});
