import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openTarget } from "../target/connect";
import { parseConnectionString } from "../target/connection-string";
import { createTestDatabase, createTestRole, type TestDatabase } from "../testing/postgres";
import type { Catalog, Table } from "./model";
import { readCatalog } from "./read";
import { RICH_SCHEMA } from "./rich-schema.fixture";

const USERS = 'User "x"';

describe.each([15, 18] as const)("on PostgreSQL %i", (major) => {
  let database: TestDatabase;
  let client: pg.Client;
  let catalog: Catalog;
  const role = { name: "", drop: async () => {} };

  beforeAll(async () => {
    database = await createTestDatabase(major);
    const made = await createTestRole(major);
    Object.assign(role, { name: made.name, drop: () => made.drop([database.url]) });
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(RICH_SCHEMA);
    await client.query(`GRANT SELECT ("Full Name") ON "Odd Schema"."User ""x""" TO ${role.name}`);
    await client.query(`GRANT INSERT ON orders TO ${role.name} WITH GRANT OPTION`);
    await client.query(`ALTER ROLE ${role.name} SET search_path = "$user", 'Odd Schema', public`);
    catalog = await readCatalog(client);
  });
  afterAll(async () => {
    await client.end();
    await role.drop();
    await database.drop();
  });

  function table(schema: string, name: string): Table {
    const found = catalog.tables.find((candidate) => candidate.schema === schema && candidate.name === name);
    if (!found) throw new Error(`no table ${name} among ${catalog.tables.map((entry) => entry.name)}`);
    return found;
  }

  it("says where it was read", () => {
    expect(catalog).toMatchObject({ serverMajor: major, database: database.name });
    expect(catalog.serverVersion).toMatch(new RegExp(`^${major}\\.\\d+$`));
    expect(Date.parse(catalog.readAt)).not.toBeNaN();
  });

  it("reads users' schemas only", () => {
    expect([...new Set(catalog.tables.map((entry) => entry.schema))]).toEqual(["Odd Schema", "public"]);
  });

  it("reads columns", () => {
    const { columns } = table("Odd Schema", USERS);
    expect(columns.map((column) => [column.name, column.position, column.type, column.notNull])).toEqual([
      ["id", 1, "bigint", true],
      ["Full Name", 2, "character varying(40)", true],
      ["email", 3, "public.email", false],
      ["feeling", 4, "public.mood", false],
      ["twice", 5, "integer", false],
      ["updated_at", 6, "timestamp with time zone", false],
    ]);
    expect(columns[0]).toMatchObject({ identity: "by default", default: null });
    expect(columns[1]).toMatchObject({
      default: "'nobody'::character varying",
      comment: "as on the passport",
      statisticsTarget: 500,
      storage: "external",
      grants: [{ grantee: role.name, privilege: "SELECT", grantable: false }],
    });
    expect(columns[1]?.collation).toBe('pg_catalog."C"');
    expect(columns[2]).toMatchObject({ statisticsTarget: null, storage: null, collation: null, grants: [] });
    expect(columns[4]).toMatchObject({
      generated: { kind: "stored", expression: "(2 * 21)" },
      default: null,
    });
  });

  it("reads constraints with what they refer to", () => {
    expect(table("public", "orders").constraints).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: "orders_pkey",
          type: "primary key",
          columns: ["id"],
          indexName: "orders_pkey",
        }),
        expect.objectContaining({
          name: "orders_user_fkey",
          type: "foreign key",
          columns: ["user_id"],
          deferrable: true,
          initiallyDeferred: true,
          references: { schema: "Odd Schema", table: USERS, columns: ["id"] },
          definition:
            'FOREIGN KEY (user_id) REFERENCES "Odd Schema"."User ""x"""(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED',
        }),
        expect.objectContaining({ name: "positive", type: "check", validated: false, columns: ["amount"] }),
      ]),
    );
  });

  it("reads indexes with every column they mention", () => {
    const { indexes } = table("Odd Schema", USERS);
    expect(indexes.find((index) => index.name === "by_lower")).toMatchObject({
      columns: ["id"],
      hasExpressions: true,
      unique: false,
      valid: true,
      ready: true,
      mentions: ["Full Name", "feeling", "id"],
      constraintName: null,
    });
    expect(indexes.find((index) => index.name === "covering")).toMatchObject({
      columns: ["email"],
      hasExpressions: false,
      predicate: null,
      mentions: ["Full Name", "email"],
    });
    expect(indexes.find((index) => index.constraintName === `${USERS}_email_key`)).toMatchObject({
      unique: true,
    });
  });

  it("reads triggers, policies, statistics and publications", () => {
    const users = table("Odd Schema", USERS);
    expect(users.triggers).toEqual([
      expect.objectContaining({
        name: "touched",
        timing: "before",
        events: ["update"],
        forEachRow: true,
        function: "public.touch",
        enabled: "always",
        updateOf: ["Full Name", "email"],
      }),
    ]);
    expect(users.statistics).toEqual([
      expect.objectContaining({ schema: "Odd Schema", name: "related", columns: ["Full Name", "feeling"] }),
    ]);
    const orders = table("public", "orders");
    expect(orders.policies).toEqual([
      {
        comment: null,
        name: "own_orders",
        command: "update",
        using: "(user_id = 1)",
        check: "(amount < (100)::numeric)",
        mentions: ["amount", "user_id"],
        permissive: false,
        roles: ["PUBLIC"],
      },
    ]);
    expect(orders).toMatchObject({
      publications: ["changes"],
      rowSecurity: true,
      replicaIdentity: "full",
      options: ["fillfactor=70"],
      grants: [{ grantee: role.name, privilege: "INSERT", grantable: true }],
    });
    expect(users.publications).toEqual([]);
  });

  it("reads partitions and inheritance, a partitioned table being the sum of its leaves", () => {
    expect(table("public", "events")).toMatchObject({
      kind: "partitioned",
      partitionKeyColumns: ["at"],
      partitioning: { key: "RANGE (at)", bound: null },
    });
    expect(table("public", "events_2025")).toMatchObject({
      kind: "partitioned",
      inheritsFrom: ["public.events"],
    });
    expect(table("public", "events_2024")).toMatchObject({
      kind: "partition",
      inheritsFrom: ["public.events"],
      partitioning: { key: null, bound: "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')" },
    });
    expect(table("public", "derived")).toMatchObject({ kind: "table", inheritsFrom: ["public.base"] });
    expect(table("public", "events").rowEstimate).toBe(500);
    expect(table("public", "events").heapBytes).toBe(
      table("public", "events_2024").heapBytes + table("public", "events_2025_eu").heapBytes,
    );
  });

  it("reads sizes and rows, and says where they are not known", async () => {
    const users = table("Odd Schema", USERS);
    expect(users.rowEstimate).toBe(50);
    expect(users.heapBytes).toBe(8192);
    expect(users.totalBytes).toBeGreaterThan(users.heapBytes);
    await client.query("CREATE TABLE never_analysed (id int)");
    const again = await readCatalog(client);
    expect(again.tables.find((entry) => entry.name === "never_analysed")?.rowEstimate).toBeNull();
    await client.query("DROP TABLE never_analysed");
  });

  it("reads views with the columns they read", () => {
    expect(catalog.views.map((view) => [view.name, view.materialized])).toEqual([
      ["big_orders", false],
      ["totals", true],
    ]);
    expect(catalog.views[0]?.reads).toEqual([
      { relation: '"Odd Schema"."User ""x"""', column: "Full Name" },
      { relation: '"Odd Schema"."User ""x"""', column: "id" },
      { relation: "public.orders", column: "amount" },
      { relation: "public.orders", column: "id" },
      { relation: "public.orders", column: "user_id" },
    ]);
  });

  it("reads schemas, extensions and publications", () => {
    expect(catalog.schemas?.map(({ name }) => name)).toEqual(["Odd Schema", "public"]);
    expect(catalog.extensions).toContainEqual(
      expect.objectContaining({ name: "plpgsql", schema: "pg_catalog" }),
    );
    expect(catalog.publications).toEqual([
      expect.objectContaining({
        name: "changes",
        allTables: false,
        objects: ["TABLE public.orders"],
        options:
          "publish = 'insert, update, delete, truncate', publish_via_partition_root = false" +
          (major >= 18 ? ", publish_generated_columns = none" : ""),
      }),
    ]);
  });

  it("reads default rights, those for every schema with the role's own", () => {
    expect(catalog.defaultRights).toEqual([
      {
        role: "pg_monitor",
        schema: null,
        on: "functions",
        grants: [{ grantee: "pg_monitor", privilege: "EXECUTE", grantable: false }],
      },
      {
        role: "pg_monitor",
        schema: "Odd Schema",
        on: "tables",
        grants: [{ grantee: "PUBLIC", privilege: "SELECT", grantable: false }],
      },
    ]);
  });

  it("reads types, sequences and functions", () => {
    expect(catalog.enums).toEqual([
      expect.objectContaining({ schema: "public", name: "mood", values: ["sad", "ok", "happy"] }),
    ]);
    expect(catalog.domains).toEqual([
      expect.objectContaining({ name: "email", constrained: true }),
      expect.objectContaining({ name: "note", constrained: false, definition: "text" }),
    ]);
    expect(catalog.sequences).toEqual([
      expect.objectContaining({
        name: `${USERS}_id_seq`,
        ownedBy: { relation: '"Odd Schema"."User ""x"""', column: "id" },
      }),
      expect.objectContaining({
        name: "orders_id_seq",
        ownedBy: { relation: "public.orders", column: "id" },
      }),
    ]);
    expect(catalog.functions).toEqual([
      expect.objectContaining({
        identity: "public.double(i integer)",
        language: "sql",
        volatility: "immutable",
        kind: "function",
        argumentTypes: ["int4"],
        definition: expect.stringMatching(/^CREATE OR REPLACE FUNCTION public.double\(i integer\)/),
      }),
      expect.objectContaining({ identity: "public.touch()", volatility: "volatile" }),
    ]);
  });

  it("reads the same as a role that may read no table, with that role's search_path", async () => {
    const ordinary = await createTestRole(major);
    await client.query(`ALTER ROLE ${ordinary.name} SET search_path = "$user", 'Odd Schema', public`);
    const connection = parseConnectionString(ordinary.urlFor(database.url));
    if (!connection.ok) throw new Error(connection.failure.message);
    const session = await openTarget(connection.value, { applicationName: "interlock:check" });
    try {
      // The server counts writes and pages a moment late, so both look until neither has anything new.
      await vi.waitFor(async () => {
        const [whole, seen] = [await readCatalog(client), await readCatalog(session)];
        expect(seen.searchPath).toEqual([ordinary.name, "Odd Schema", "public"]);
        expect({ ...seen, readAt: "", searchPath: [] }).toEqual({ ...whole, readAt: "", searchPath: [] });
      });
    } finally {
      await session.end();
      await ordinary.drop([database.url]);
    }
  });

  it("asks the same number of queries however many tables there are", async () => {
    const count = async () => {
      const sent: unknown[] = [];
      const original = client.query;
      client.query = ((...args: unknown[]) => {
        sent.push(args[0]);
        return (original as (...all: unknown[]) => unknown).apply(client, args);
      }) as typeof client.query;
      await readCatalog(client);
      client.query = original;
      return sent.filter((sql) => !/^(BEGIN|SET LOCAL|COMMIT)/.test(String(sql))).length;
    };
    const before = await count();
    expect(before).toBeLessThanOrEqual(10);
    await client.query(
      "DO $$ BEGIN FOR i IN 1..30 LOOP EXECUTE format('CREATE TABLE many_%s (id int PRIMARY KEY)', i); END LOOP; END $$",
    );
    expect(await count()).toBe(before);
  });

  it("leaves the session as it was, also after a failure", async () => {
    await expect(
      readCatalog({
        query: (sql: string) => {
          if (sql.includes("pg_publication")) throw new Error("torn");
          return client.query(sql);
        },
      } as unknown as pg.Client),
    ).rejects.toThrow("torn");
    const { rows } = await client.query(
      "SELECT pg_current_xact_id_if_assigned() AS xid, current_setting('transaction_read_only') AS ro",
    );
    expect(rows[0]).toEqual({ xid: null, ro: "off" });
  });
});
