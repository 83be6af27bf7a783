import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangeWords } from "@/lib/change/understand";
import { connected, planOf, startAnew } from "@/lib/testing/plan-journey";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";
import { COMMON } from "./cases/common-tables";

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase(18);
  client = await connected(database.url);
});

afterAll(async () => {
  await client?.end();
  await database?.drop();
});

async function refusal(setUp: string, words: ChangeWords): Promise<string> {
  await startAnew(client, `${COMMON}; ${setUp}; ANALYZE public.t;`);
  const plan = await planOf(client, words);
  if (plan.ok) throw new Error("planned");
  return JSON.stringify(plan.failure);
}

const LOUD = "ALTER TABLE public.t ADD COLUMN loud text GENERATED ALWAYS AS (upper(name))";
const LARGE = "INSERT INTO public.t (id, slug) SELECT g, 's' || g FROM generate_series(301, 1200) g";
const SQL = "ALTER TABLE public.t ALTER COLUMN loud SET EXPRESSION AS (lower(name))";

describe("another expression of a generated column", () => {
  it.each([
    ["stored in a large table", `${LOUD} STORED; ${LARGE}`, "written in every row"],
    [
      "stored in a table with heirs",
      `${LOUD} STORED; CREATE TABLE public.heirs () INHERITS (public.t)`,
      "heirs",
    ],
    [
      "read in a large table because it is NOT NULL",
      `ALTER TABLE public.t DROP CONSTRAINT grown; ${LOUD} VIRTUAL NOT NULL; ${LARGE}`,
      "every row is read",
    ],
    [
      "under a foreign key",
      `INSERT INTO public.parents (id, code) SELECT g + 100, 'N' || g FROM generate_series(1, 300) g;
       ${LOUD} STORED CONSTRAINT loud_parent REFERENCES public.parents (code)`,
      "loud_parent",
    ],
    [
      "pointed at by a foreign key",
      `${LOUD} STORED UNIQUE; CREATE TABLE public.echoes (loud text CONSTRAINT echo REFERENCES public.t (loud))`,
      "the foreign key echo",
    ],
  ])("is refused where it is %s", async (_, setUp, reason) => {
    expect(await refusal(setUp, { sql: SQL })).toContain(reason);
  });

  it.each([
    ["a check", `${LOUD} VIRTUAL`, "has a check"],
    [
      "a publication",
      `ALTER TABLE public.t DROP CONSTRAINT grown; ${LOUD} VIRTUAL; CREATE PUBLICATION feed FOR TABLE public.t`,
      "the publication feed",
    ],
  ])("is refused for a virtual one beside %s, as the server refuses it", async (_, setUp, reason) => {
    expect(await refusal(setUp, { sql: SQL })).toContain(reason);
    await expect(client.query(SQL)).rejects.toThrow("SET EXPRESSION is not supported for virtual");
  });

  it("is planned for a virtual one that only a publication of all tables has", async () => {
    await startAnew(
      client,
      `${COMMON}; ALTER TABLE public.t DROP CONSTRAINT grown; ${LOUD} VIRTUAL; CREATE PUBLICATION every FOR ALL TABLES`,
    );
    const plan = await planOf(client, { sql: SQL });
    expect(plan.ok && plan.value.nodes.map(({ id }) => id)).toEqual(["expand"]);
    await client.query(SQL);
  });

  it.each([
    [
      "over itself",
      `${LOUD} STORED`,
      "set expression of t.loud to loud || name",
      "loud is a generated column itself",
    ],
    [
      "that is the one it has",
      `${LOUD} STORED`,
      "set expression of t.loud to upper(name)",
      "is computed as upper(name) already",
    ],
    [
      "of an ordinary column",
      LARGE,
      "set expression of t.name to upper(slug)",
      "name is no generated column",
    ],
  ])("is refused where it is one %s", async (_, setUp, sentence, reason) => {
    expect(await refusal(setUp, { sentence })).toContain(reason);
  });
});

it("no version below 17 has the statement", async () => {
  const old = await createTestDatabase(15);
  const other = await connected(old.url);
  await startAnew(other, `${COMMON}; ${LOUD} STORED; ANALYZE public.t;`);
  const plan = await planOf(other, { sql: SQL });
  expect(plan.ok ? plan.value.nodes : JSON.stringify(plan.failure)).toContain("from version 17 on");
  await expect(other.query(SQL)).rejects.toThrow("syntax error");
  await other.end();
  await old.drop();
});

it.each([
  ["over another generated one", `${LOUD} STORED`, "loud || slug", "loud is a generated column itself"],
  [
    "of a table with heirs",
    "CREATE TABLE public.heirs () INHERITS (public.t)",
    "upper(slug)",
    "tables that inherit from it",
  ],
])("a new stored generated column %s is refused", async (_, setUp, expression, reason) => {
  expect(await refusal(setUp, { sentence: `add generated column t.both text as ${expression}` })).toContain(
    reason,
  );
});
