import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../testing/postgres";
import { diffCatalogs } from "./diff";
import { type Fingerprint, fingerprint } from "./fingerprint";
import type { Catalog } from "./model";
import { readCatalog } from "./read";
import { RICH_SCHEMA } from "./rich-schema.fixture";

const USERS = '"Odd Schema"."User ""x"""';

/** What is done, and the object that the difference names. */
const CHANGES: readonly (readonly [sql: string, object: string])[] = [
  ["ALTER TABLE orders ADD COLUMN note text", "public.orders.note"],
  ["ALTER TABLE orders DROP COLUMN amount CASCADE", "public.orders.amount"],
  [`ALTER TABLE ${USERS} RENAME COLUMN "Full Name" TO name`, `${USERS}.name`],
  ["ALTER TABLE base ALTER a TYPE bigint", "public.base.a"],
  ["ALTER TABLE orders ALTER amount DROP NOT NULL", "public.orders.amount"],
  ["ALTER TABLE orders ALTER amount SET DEFAULT 7", "public.orders.amount"],
  [`ALTER TABLE ${USERS} ALTER id SET GENERATED ALWAYS`, `${USERS}.id`],
  [`ALTER TABLE ${USERS} ALTER twice DROP EXPRESSION`, `${USERS}.twice`],
  [`COMMENT ON COLUMN ${USERS}."Full Name" IS 'other'`, `${USERS}."Full Name"`],
  [`COMMENT ON TABLE orders IS 'new'`, "public.orders"],
  [`ALTER TABLE ${USERS} ALTER "Full Name" SET STATISTICS 100`, `${USERS}."Full Name"`],
  [`ALTER TABLE ${USERS} ALTER "Full Name" SET STORAGE MAIN`, `${USERS}."Full Name"`],
  ["ALTER TABLE orders VALIDATE CONSTRAINT positive", "public.orders: positive"],
  ["ALTER TABLE orders DROP CONSTRAINT positive", "public.orders: positive"],
  ["ALTER TABLE orders ALTER CONSTRAINT orders_user_fkey NOT DEFERRABLE", "public.orders: orders_user_fkey"],
  ["ALTER TABLE orders ADD CONSTRAINT small CHECK (amount < 9)", "public.orders: small"],
  ["CREATE INDEX extra ON orders (amount)", "public.orders: extra"],
  [`DROP INDEX "Odd Schema".covering`, `${USERS}: covering`],
  [
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"Odd Schema".covering'::regclass`,
    `${USERS}: covering`,
  ],
  [`ALTER TABLE ${USERS} DISABLE TRIGGER touched`, `${USERS}: touched`],
  [`DROP TRIGGER touched ON ${USERS}`, `${USERS}: touched`],
  ["ALTER POLICY own_orders ON orders USING (user_id = 2)", "public.orders: own_orders"],
  ["ALTER TABLE orders DISABLE ROW LEVEL SECURITY", "public.orders"],
  ["ALTER TABLE orders REPLICA IDENTITY DEFAULT", "public.orders"],
  ["ALTER TABLE orders SET (fillfactor = 80)", "public.orders"],
  ["ALTER PUBLICATION changes DROP TABLE orders", "public.orders"],
  ["ALTER TABLE derived NO INHERIT base", "public.derived"],
  ["ALTER TABLE events DETACH PARTITION events_2024", "public.events_2024"],
  [`DROP STATISTICS "Odd Schema".related`, `"Odd Schema".related`],
  ["ALTER TYPE mood ADD VALUE 'grand'", "public.mood"],
  ["ALTER DOMAIN note SET NOT NULL", "public.note"],
  ["ALTER DOMAIN email DROP CONSTRAINT email_check", "public.email"],
  [
    'CREATE OR REPLACE VIEW big_orders AS SELECT o.id, u."Full Name" FROM orders o JOIN ' +
      USERS +
      " u ON u.id = o.user_id WHERE amount > 200",
    "public.big_orders",
  ],
  ["DROP MATERIALIZED VIEW totals", "public.totals"],
  ["ALTER SEQUENCE orders_id_seq INCREMENT BY 5", "public.orders_id_seq"],
  ["ALTER SEQUENCE orders_id_seq OWNED BY NONE", "public.orders_id_seq"],
  [
    "CREATE OR REPLACE FUNCTION double(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT i + i'",
    "public.double(i integer)",
  ],
  ["ALTER FUNCTION double(int) STABLE", "public.double(i integer)"],
  ["ALTER FUNCTION double(int) SECURITY DEFINER", "public.double(i integer)"],
  ["CREATE TABLE fresh (id int PRIMARY KEY, a text)", "public.fresh"],
  ["DROP TABLE events", "public.events"],
  ["ALTER TABLE derived RENAME TO descended", "public.derived"],
  ['ALTER TABLE orders SET SCHEMA "Odd Schema"', "public.orders"],
];

const NO_CHANGES: readonly (readonly [name: string, sql: string])[] = [
  ["rows", `INSERT INTO orders (amount) SELECT n FROM generate_series(1, 2000) AS n; ANALYZE orders`],
  ["a sequence's position", "SELECT nextval('orders_id_seq') FROM generate_series(1, 40)"],
  ["statistics", "DELETE FROM events; VACUUM ANALYZE events; SELECT pg_stat_reset()"],
  ["schema interlock", "CREATE TABLE interlock.more (id int); CREATE SEQUENCE interlock.tripwire"],
  [
    "an object's oid",
    `DROP INDEX "Odd Schema".covering; CREATE INDEX covering ON ${USERS} (email) INCLUDE ("Full Name")`,
  ],
  [
    "an owner and grants",
    "CREATE ROLE OTHER; ALTER TABLE base OWNER TO OTHER; GRANT SELECT ON orders TO OTHER",
  ],
  ["a temporary table", "CREATE TEMP TABLE passing (id int)"],
];

describe.each([15, 18] as const)("on PostgreSQL %i", (major) => {
  let template: TestDatabase;
  let before: Catalog;
  let original: Fingerprint;
  let database: TestDatabase;
  let client: pg.Client;
  const roles: string[] = [];

  beforeAll(async () => {
    template = await createTestDatabase(major);
    const setUp = new pg.Client({ connectionString: template.url });
    await setUp.connect();
    await setUp.query(RICH_SCHEMA);
    before = await readCatalog(setUp);
    original = await fingerprint(before);
    await setUp.end();
  });
  beforeEach(async () => {
    database = await createTestDatabase(major, { template: template.name });
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    return async () => {
      await client.end();
      await database.drop();
      const admin = new pg.Client({ connectionString: template.adminUrl });
      await admin.connect();
      for (const role of roles.splice(0)) await admin.query(`DROP ROLE IF EXISTS ${role}`);
      await admin.end();
    };
  });
  afterAll(() => template.drop());

  it.each(CHANGES)("changes with: %s", async (sql, object) => {
    await client.query(sql);
    const after = await readCatalog(client);
    expect((await fingerprint(after)).schema).not.toBe(original.schema);
    expect(diffCatalogs(before, after).map((difference) => difference.object)).toContain(object);
  });

  it.each(NO_CHANGES)("does not change with %s", async (_name, sql) => {
    roles.push(`other_${database.name}`);
    // One statement at a time: VACUUM refuses to run inside the transaction of several.
    for (const statement of sql.replaceAll("OTHER", `other_${database.name}`).split("; "))
      await client.query(statement);
    const after = await readCatalog(client);
    expect(await fingerprint(after)).toEqual(original);
    expect(diffCatalogs(before, after)).toEqual([]);
  });

  it("keeps the schema and changes the layout where a column is made anew", async () => {
    await client.query("ALTER TABLE base ADD COLUMN z int; ALTER TABLE base ADD COLUMN y int");
    const first = await fingerprint(await readCatalog(client));
    await client.query("ALTER TABLE base DROP COLUMN z; ALTER TABLE base ADD COLUMN z int");
    const second = await fingerprint(await readCatalog(client));
    expect(second.schema).toBe(first.schema);
    expect(second.layout).not.toBe(first.layout);
  });

  it("does not depend on the order of objects", async () => {
    const reversed = <T>(list: readonly T[]) => [...list].reverse();
    const shuffled: Catalog = {
      ...before,
      tables: reversed(before.tables).map((table) => ({
        ...table,
        columns: reversed(table.columns),
        indexes: reversed(table.indexes),
        constraints: reversed(table.constraints),
        publications: reversed(table.publications),
      })),
      views: reversed(before.views),
      sequences: reversed(before.sequences),
      functions: reversed(before.functions),
    };
    expect(await fingerprint(shuffled)).toEqual(original);
  });

  it("tells owners and grants where asked", async () => {
    const role = `other_${database.name}`;
    roles.push(role);
    await client.query(`CREATE ROLE ${role}`);
    await client.query(`GRANT SELECT ON orders TO ${role}`);
    expect(diffCatalogs(before, await readCatalog(client), { withRoles: true })).toEqual([
      { kind: "grants", object: "public.orders", before: "no grants", after: `grants SELECT to ${role}` },
    ]);
  });
});
