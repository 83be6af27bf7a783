import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { TOOL_IDS } from "@/lib/contracts/constants";
import type { ExportOptions, PlanExport, ToolId } from "@/lib/contracts/interop";
import type { Plan } from "@/lib/contracts/plan";
import { loadParser } from "@/lib/sql/parse";
import { shop } from "@/lib/testing/catalog-fixture";
import { planOfSentence } from "@/lib/testing/plan-of-sentence";
import { exportPlan } from "./export-plan";

const catalog = shop();

const planFor = (title: string, sentence: string) => planOfSentence(catalog, sentence, title);

let rename: Plan;
beforeAll(async () => {
  await loadParser();
  rename = await planFor("Rename customers.full_name to name", "rename customers.full_name to name");
});

function exported(plan: Plan, tool: ToolId, options: ExportOptions = {}): PlanExport {
  const made = exportPlan(plan, tool, options);
  if (!made.ok) throw new Error(made.failure);
  return made.value;
}

describe.each(TOOL_IDS)("%s", (tool) => {
  it("writes the files a person can read in its golden folder", async () => {
    const { files, notes } = exported(rename, tool);
    const text = [
      ...files.map(({ path, content }) => `════ ${path}\n${content}`),
      ...notes.map((note) => `──── ${note}\n`),
    ].join("");
    await expect(text).toMatchFileSnapshot(`./${tool}/golden/rename-column.txt`);
  });

  it("gives the same bytes twice, and one phase the same names as among all", () => {
    const all = exported(rename, tool);
    expect(exported(rename, tool)).toEqual(all);
    for (const phase of all.phases) {
      expect(exported(rename, tool, { phase: phase.phaseId }).phases).toEqual([phase]);
    }
  });

  it("names every file once and ends each with one newline", () => {
    const { files } = exported(rename, tool);
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    for (const { path, content } of files) expect(content, path).toMatch(/[^\n]\n$/);
  });
});

it.each([
  ["goose", "00007_team.sql", "migrations/00008_"],
  ["golang-migrate", "000007_team.up.sql", "migrations/000008_"],
  ["flyway", "V7__team.sql", "src/main/resources/db/migration/V8__"],
  ["flyway", "V20250101000000__team.sql", "src/main/resources/db/migration/V20260102030405__"],
] as const)("counts on for %s where the branch counts: after %s", (tool, newest, begins) => {
  expect(exported(rename, tool, { newest }).files[0]?.path.startsWith(begins)).toBe(true);
});

it("lists in each phase's atlas.sum what the folder holds by then, and leaves it alone where the folder is not known", () => {
  const empty = createHash("sha256").digest("base64");
  const repository = [{ path: "migrations/atlas.sum", content: `h1:${empty}\n` }];
  const made = exportPlan(rename, "atlas", {}, repository);
  if (!made.ok) throw new Error(made.failure);
  let listed: string[] = [];
  for (const { files } of made.value.phases) {
    const own = files.slice(0, -1).map(({ path }) => path.replace("migrations/", ""));
    listed = [...listed, ...own];
    expect(files.at(-1)?.path).toBe("migrations/atlas.sum");
    const lines = files.at(-1)?.content.trimEnd().split("\n").slice(1) ?? [];
    expect(lines.map((line) => line.split(" ")[0])).toEqual(listed);
  }
  expect(made.value.files.filter(({ path }) => path === "migrations/atlas.sum")).toHaveLength(1);
  expect(exported(rename, "atlas").files.some(({ path }) => path.endsWith("atlas.sum"))).toBe(false);
});
