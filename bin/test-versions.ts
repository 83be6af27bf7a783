import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import pg from "pg";
import { loadParser } from "@/lib/sql/parse";
import { compareAll, EXPLAINED, prepareBase } from "@/lib/testing/experiments";
import { binariesCache, startTestServer } from "@/lib/testing/global-setup";
import { postgresFromNpm } from "@/lib/testing/postgres-15";

/** What npm has of each major version. Only pre-releases exist, so a range would match nothing. */
const VERSIONS: Readonly<Record<number, string>> = {
  13: "13.23.0-beta.16",
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
};

/** Answers the exit code: 1 where a server did what the engine does not say, and no reason is given. */
export async function compareVersions(asked: readonly number[]): Promise<number> {
  await loadParser();
  let failed = 0;
  for (const major of asked.length > 0 ? asked : Object.keys(VERSIONS).map(Number)) {
    const version = VERSIONS[major];
    if (version === undefined) throw new Error(`there is no version ${major} to test with`);
    const server = await startTestServer(postgresFromNpm(binariesCache(), version));
    try {
      failed += await compareOn(major, server.adminUrl);
    } finally {
      await server.stop();
      rmSync(server.home, { recursive: true, force: true });
    }
  }
  return failed > 0 ? 1 : 0;
}

async function compareOn(major: number, adminUrl: string): Promise<number> {
  const base = await createDatabase(adminUrl, "template1");
  await prepareBase(base.url);
  const results = await compareAll(major, { fresh: () => createDatabase(adminUrl, base.name) });
  const different = results.filter(({ differences }) => differences.length > 0);
  const unexplained = different.filter(({ id }) => !(id in EXPLAINED));
  for (const { id, sql, differences } of unexplained)
    console.log(`${id}: ${sql}\n  ${differences.join("\n  ")}`);
  console.log(
    `PostgreSQL ${major}: ${results.length - different.length} as the engine says, ${different.length - unexplained.length} explained, ${unexplained.length} not`,
  );
  return unexplained.length;
}

async function createDatabase(adminUrl: string, template: string) {
  const name = `versions_${randomBytes(6).toString("hex")}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await run(`create database ${name} template ${template}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { name, url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}
