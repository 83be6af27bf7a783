import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { readCatalog } from "@/lib/catalog/read";
import { RICH_SCHEMA } from "@/lib/catalog/rich-schema.fixture";
import { loadParser } from "@/lib/sql/parse";
import { connected } from "@/lib/testing/plan-journey";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";
import { cloneStructure } from "./clone";

const databases: TestDatabase[] = [];
beforeAll(loadParser);
afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop();
});

async function database(major: 15 | 18) {
  const made = await createTestDatabase(major);
  databases.push(made);
  return connected(made.url);
}

/** What the copy of what `setUp` makes lacks. */
async function missing(setUp: string, from: 15 | 18, to: 15 | 18) {
  const source = await database(from);
  const copy = await database(to);
  try {
    await source.query(setUp);
    return await cloneStructure(copy, await readCatalog(source));
  } finally {
    await source.end();
    await copy.end();
  }
}

describe.each([
  [15, 15],
  [18, 18],
  [15, 18],
] as const)("a structure of %i on %i", (from, to) => {
  it("is copied whole, with one of everything", async () => {
    expect(await missing(RICH_SCHEMA, from, to)).toEqual([]);
  });

  it("is made in whatever order its objects need each other", async () => {
    const setUp = `
      CREATE FUNCTION last_of_b() RETURNS int LANGUAGE sql AS 'SELECT 1';
      CREATE TABLE a (id int PRIMARY KEY DEFAULT last_of_b());
      CREATE VIEW z AS SELECT id FROM a;
      CREATE VIEW b AS SELECT id FROM z;
      CREATE FUNCTION of_b(b) RETURNS int LANGUAGE sql AS 'SELECT $1.id';
      CREATE VIEW c AS SELECT of_b(b) AS id FROM b;
      CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self, other int);
      CREATE TABLE other (id int PRIMARY KEY, self int REFERENCES self);
      ALTER TABLE self ADD FOREIGN KEY (other) REFERENCES other;`;
    expect(await missing(setUp, from, to)).toEqual([]);
  });

  it("gives partitions the identity of their table, where the server knows that", async () => {
    const identity = from >= 17 ? "GENERATED ALWAYS AS IDENTITY" : "";
    const setUp = `
      CREATE TABLE visits (id bigint ${identity}, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
      CREATE TABLE visits_old PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      CREATE TABLE visits_rest PARTITION OF visits DEFAULT;
      CREATE INDEX visits_at ON visits (at);`;
    expect(await missing(setUp, from, to)).toEqual([]);
  });

  it("tells what it cannot copy, and what needs that", async () => {
    const setUp = "CREATE TYPE point3 AS (x int, y int, z int); CREATE TABLE places (id int, at point3)";
    expect(await missing(setUp, from, to)).toEqual([
      { object: "public.places", message: 'type "public.point3" does not exist' },
    ]);
  });
});
