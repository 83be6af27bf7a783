import { beforeAll, expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { shop } from "@/lib/testing/catalog-fixture";
import { planOfSentence } from "@/lib/testing/plan-of-sentence";
import { exportPlan } from "../../export-plan";

beforeAll(loadParser);

const column = (name: string, type: string, more: object = {}) => ({
  name,
  type,
  primaryKey: false,
  notNull: true,
  ...more,
});

/** As the team has `public.customers`: what it says in its own words stays in them. */
const TEAM = {
  id: "11111111-1111-4111-8111-111111111111",
  prevId: "00000000-0000-0000-0000-000000000000",
  version: "7",
  dialect: "postgresql",
  tables: {
    "public.customers": {
      name: "customers",
      schema: "",
      columns: {
        id: column("id", "bigint", { primaryKey: true }),
        full_name: column("full_name", "text", { default: "'nobody'" }),
      },
      indexes: {
        customers_full_name_idx: {
          name: "customers_full_name_idx",
          columns: [{ expression: "full_name", isExpression: false, asc: true, nulls: "last" }],
          isUnique: false,
          concurrently: true,
          method: "btree",
          with: {},
        },
      },
      foreignKeys: {},
      compositePrimaryKeys: {},
      uniqueConstraints: {},
      policies: {},
      checkConstraints: {
        customers_full_name_check: {
          name: "customers_full_name_check",
          value: `"customers"."full_name" != ''`,
        },
      },
      isRLSEnabled: false,
    },
  },
  enums: {},
  schemas: {},
  sequences: {},
  roles: {},
  policies: {},
  views: {},
  _meta: { columns: {}, schemas: {}, tables: {} },
};

const REPOSITORY = [
  { path: "drizzle/meta/0006_snapshot.json", content: "{}" },
  { path: "drizzle/meta/0007_snapshot.json", content: JSON.stringify(TEAM) },
  {
    path: "drizzle/meta/_journal.json",
    content: '{"entries": [{ "idx": 8, "when": 1700000000000, "tag": "x" }]}',
  },
];

async function exported(repository: typeof REPOSITORY, phase?: string) {
  const plan = await planOfSentence(shop(), "rename customers.full_name to name");
  const made = exportPlan(plan, "drizzle", { ...(phase ? { phase } : {}) }, repository);
  if (!made.ok) throw new Error(made.failure);
  const snapshots = made.value.files.filter(({ path }) => path.endsWith("_snapshot.json"));
  return { ...made.value, snapshots };
}

it("extends the team's newest snapshot by what each phase changes", async () => {
  const { snapshots } = await exported(REPOSITORY);
  const text = snapshots.map(({ path, content }) => `════ ${path}\n${content}`).join("");
  await expect(text).toMatchFileSnapshot("./golden/rename-column.txt");
  const chain = snapshots.map(({ content }) => JSON.parse(content) as { id: string; prevId: string });
  expect(chain.map(({ prevId }) => prevId)).toEqual([TEAM.id, ...chain.slice(0, -1).map(({ id }) => id)]);
});

it("gives the same bytes twice, and one phase for itself the next numbers and the team's snapshot as parent", async () => {
  expect(await exported(REPOSITORY)).toEqual(await exported(REPOSITORY));
  const { snapshots, files } = await exported(REPOSITORY, "contract");
  expect(files[0]?.path).toMatch(/^drizzle\/0009_/);
  expect(snapshots.map(({ path }) => path)).toEqual(["drizzle/meta/0010_snapshot.json"]);
  const { prevId, tables } = JSON.parse(snapshots[0]?.content ?? "null");
  expect(prevId).toBe(TEAM.id);
  expect(Object.keys(tables["public.customers"].columns)).toEqual(["id", "name"]);
});

it.each([
  [[], /run drizzle-kit generate/],
  [[{ path: "drizzle/meta/0007_snapshot.json", content: "{}" }], /no snapshot of version 7/],
  [[{ path: "drizzle/meta/20260101000000_snapshot.json", content: "{}" }], /not numbered/],
])("says what to do instead where nothing can be extended", async (repository, note) => {
  const { snapshots, notes } = await exported(repository);
  expect(snapshots).toEqual([]);
  expect(notes).toContainEqual(expect.stringMatching(note));
});

it("warns where the journal has a later time than the files", async () => {
  const later = REPOSITORY.map((file) => ({
    ...file,
    content: file.content.replace("1700000000000", "1900000000000"),
  }));
  expect((await exported(later)).notes).toContainEqual(expect.stringContaining("newest=1900000000000"));
});
