import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { createTestDatabase, createTestRole, type TestDatabase, testServer } from "./postgres";

const open: TestDatabase[] = [];
afterAll(async () => {
  for (const database of open) await database.drop();
});

async function rowsOf(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe.each([15, 18] as const)("the test server of Postgres %i", (major) => {
  it("is of that version, on loopback, with query statistics", async () => {
    const { adminUrl } = testServer(major);
    expect(new URL(adminUrl).hostname).toBe("127.0.0.1");
    const [row] = await rowsOf(
      adminUrl,
      `select current_setting('server_version_num')::int / 10000 as major,
              current_setting('shared_preload_libraries') as preloaded`,
    );
    expect(row).toEqual({ major, preloaded: "pg_stat_statements" });
  });

  it("refuses a wrong password", async () => {
    const url = new URL(testServer(major).adminUrl);
    url.password = "wrong";
    await expect(rowsOf(url.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
  });

  it("gives databases of their own, also from a template, and roles that own nothing", async () => {
    const template = await createTestDatabase(major);
    open.push(template);
    await rowsOf(template.url, "create table kept (id int)");
    const copy = await createTestDatabase(major, { template: template.name });
    open.push(copy);
    expect(await rowsOf(copy.url, "select to_regclass('kept')::text as kept")).toEqual([{ kept: "kept" }]);

    const role = await createTestRole(major);
    await expect(rowsOf(role.urlFor(copy.url), "select * from kept")).rejects.toMatchObject({
      code: "42501",
    });
    await rowsOf(copy.url, `grant select on kept to ${role.name}`);
    expect(await rowsOf(role.urlFor(copy.url), "select * from kept")).toEqual([]);
    await role.drop([copy.url]);
    await expect(rowsOf(role.urlFor(copy.url), "select 1")).rejects.toMatchObject({ code: "28P01" });
  });
});
