import { beforeAll, expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { shop } from "@/lib/testing/catalog-fixture";
import { planOfSentence } from "@/lib/testing/plan-of-sentence";
import { exportPlan } from "../export-plan";

beforeAll(loadParser);

async function operationsOf(sentence: string): Promise<readonly Record<string, unknown>[]> {
  const exported = exportPlan(await planOfSentence(shop(), sentence), "pgroll", { newest: "07_team.json" });
  if (!exported.ok) throw new Error(exported.failure);
  expect(exported.value.files.map(({ path }) => path.slice(0, 14))).toContain("migrations/08_");
  return exported.value.files.flatMap(({ content }) => JSON.parse(content).operations);
}

it("writes pgroll's own operation where it sends the same statement", async () => {
  const columns = [{ column: "email" }];
  expect(await operationsOf("create index on customers (email)")).toEqual([
    { create_index: { table: "customers", name: "customers_email_idx", columns } },
  ]);
});

it("writes SQL where pgroll's operation would say less", async () => {
  const [partial] = await operationsOf("create index on customers (email) where email is not null");
  expect(partial).toEqual({
    sql: {
      up: expect.stringMatching(/\nCREATE INDEX CONCURRENTLY .*WHERE/s),
      down: expect.stringMatching(/^DROP INDEX CONCURRENTLY/),
    },
  });
});

it("sends SQL that a person can read in read/rename-column.sql", async () => {
  const operations = await operationsOf("rename customers.full_name to name");
  const texts = operations.flatMap((operation, at) =>
    Object.entries(operation.sql ?? {}).map(([way, text]) => `-- ════ ${at + 1}, ${way}\n${text}\n`),
  );
  await expect(texts.join("\n")).toMatchFileSnapshot("./read/rename-column.sql");
});
