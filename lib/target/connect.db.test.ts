import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, createTestRole, type TestDatabase, type TestRole } from "../testing/postgres";
import { closeTarget, openTarget, withTarget } from "./connect";
import { parseConnectionString, type TargetConnection } from "./connection-string";
import { isConnectionLost, TargetError } from "./errors";

describe.each([15, 18] as const)("on PostgreSQL %i", (major) => {
  let database: TestDatabase;
  let role: TestRole;
  let connection: TargetConnection;
  let admin: pg.Client;
  const environment = { ...process.env };

  beforeAll(async () => {
    database = await createTestDatabase(major);
    role = await createTestRole(major);
    const parsed = parseConnectionString(role.urlFor(database.url));
    if (!parsed.ok) throw new Error(parsed.failure.message);
    connection = parsed.value;
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(
      `ALTER ROLE ${role.name} SET statement_timeout = '1s';
       ALTER ROLE ${role.name} SET idle_in_transaction_session_timeout = '1s';
       ALTER ROLE ${role.name} SET search_path = public, pg_catalog;
       ALTER ROLE ${role.name} SET default_transaction_read_only = on`,
    );
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  });
  afterAll(async () => {
    await admin.end();
    await role.drop([database.url]);
    await database.drop();
  });

  const settingsOf = async (client: pg.Client) =>
    Object.fromEntries(
      (
        await client.query<{ name: string; setting: string }>("SELECT name, setting FROM pg_settings")
      ).rows.map((row) => [row.name, row.setting]),
    );

  it("sets every limit itself, whatever the role inherits", async () => {
    const settings = await withTarget(
      connection,
      {
        applicationName: "interlock:check",
        statementTimeoutMs: 0,
        lockTimeoutMs: 50,
        transactionTimeoutMs: 9_000,
      },
      settingsOf,
    );
    expect(settings).toMatchObject({
      application_name: "interlock:check",
      search_path: "pg_catalog, pg_temp",
      statement_timeout: "0",
      lock_timeout: "50",
      idle_in_transaction_session_timeout: "60000",
      client_connection_check_interval: "1000",
      tcp_keepalives_idle: "10",
      tcp_user_timeout: "30000",
      default_transaction_read_only: "off",
    });
    if (major >= 17) expect(settings.transaction_timeout).toBe("9000");
    else expect(settings).not.toHaveProperty("transaction_timeout");
  });

  it("reaches nothing planted in public while it sets itself up", async () => {
    await admin.query(
      `CREATE TABLE public.trap (hit text);
       GRANT ALL ON public.trap TO PUBLIC;
       CREATE FUNCTION public.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS $$ INSERT INTO public.trap VALUES ($1) RETURNING hit $$`,
    );
    await withTarget(connection, { applicationName: "interlock:check" }, async () => {});
    expect((await admin.query("SELECT * FROM public.trap")).rows).toEqual([]);
  });

  it("ignores the process's PG* variables", async () => {
    Object.assign(process.env, {
      PGOPTIONS: "-c work_mem=7MB",
      PGPASSWORD: "wrong",
      PGUSER: "nobody",
      PGDATABASE: "nowhere",
      PGHOST: "192.0.2.1",
      PGPORT: "1",
      PGSSLMODE: "verify-full",
      PGAPPNAME: "other",
      PGREPLICATION: "database",
    });
    const settings = await withTarget(connection, { applicationName: "interlock:check" }, settingsOf);
    expect(settings.work_mem).not.toBe("7168");
    expect(settings.application_name).toBe("interlock:check");
  });

  it("does not look for a password elsewhere where none was given", async () => {
    process.env.PGPASSWORD = connection.password;
    await expect(
      openTarget({ ...connection, password: "" }, { applicationName: "interlock:check" }),
    ).rejects.toBeInstanceOf(TargetError);
  });

  it("refuses writes on the server where asked to", async () => {
    await expect(
      withTarget(connection, { applicationName: "interlock:check", readOnly: true }, (client) =>
        client.query("CREATE TABLE public.x (id int)"),
      ),
    ).rejects.toMatchObject({ code: "25006" });
  });

  it("survives the end of a session that was idle, and fails its next query", async () => {
    const client = await openTarget(connection, { applicationName: "interlock:check" });
    const ended = new Promise((resolve) => client.once("end", resolve));
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    await admin.query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
    await ended;
    const error = await client.query("SELECT 1").catch((failure: unknown) => failure);
    expect(isConnectionLost(error)).toBe(true);
    await closeTarget(client);
  });

  it("stops waiting for an answer at its own deadline", async () => {
    const client = await openTarget(connection, {
      applicationName: "interlock:check",
      statementTimeoutMs: 0,
      clientDeadlineMs: 200,
    });
    // Longer than this test may take: without a deadline of its own it would not come back.
    const error = await client.query("SELECT pg_sleep(3600)").catch((failure: unknown) => failure);
    expect(isConnectionLost(error)).toBe(true);
    await closeTarget(client);
  });

  it("refuses TLS that the server does not offer, where it is required", async () => {
    await expect(
      openTarget({ ...connection, sslmode: "require" }, { applicationName: "interlock:check" }),
    ).rejects.toThrow(/offers no TLS/);
  });

  it("refuses a limit that is no number of milliseconds", async () => {
    await expect(
      openTarget(connection, { applicationName: "interlock:check", lockTimeoutMs: 1.5 }),
    ).rejects.toBeInstanceOf(RangeError);
  });
});
