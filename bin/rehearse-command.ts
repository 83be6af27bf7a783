import { randomBytes } from "node:crypto";
import pg from "pg";
import { Plan } from "@/lib/contracts/plan";
import type { RehearsalReport } from "@/lib/contracts/rehearsal";
import type { AppQueries } from "@/lib/rehearsal/app-queries";
import { rehearse } from "@/lib/rehearsal/rehearse";
import { readConfig } from "@/lib/server/config";
import { ensureDataFolder } from "@/lib/server/data-folder";
import { openShadow, type Shadow } from "@/lib/server/shadow-server";
import { loadParser, splitStatements } from "@/lib/sql/parse";
import { readForRehearsal } from "./read-database";
import { readJsonFile, readTextFile } from "./read-input";

export interface RehearseFlags {
  readonly plan: string;
  readonly database: string;
  readonly shadow?: string;
  readonly queries?: string;
  readonly format: "text" | "json";
}

/** Rehearses and prints the report; exit code 0 where it is passed, 1 where not. */
export async function rehearseCommand(flags: RehearseFlags): Promise<number> {
  const plan = Plan.safeParse(readJsonFile(flags.plan));
  if (!plan.success) throw new Error(`${flags.plan} is no Plan: ${plan.error.issues[0]?.path.join(".")}`);
  await loadParser();
  const given = flags.queries === undefined ? null : queriesOf(flags.queries);
  const { catalog, app } = await readForRehearsal(flags.database);
  const { queries, source, note } = given ?? app;
  const shadow = flags.shadow ? await databaseOn(flags.shadow) : await ownShadow();
  try {
    const report = await rehearse({
      plan: plan.data,
      catalog,
      queries,
      querySource: source,
      queryNote: note,
      shadowUrl: shadow.url,
    });
    process.stdout.write(flags.format === "json" ? `${JSON.stringify(report, null, 2)}\n` : asText(report));
    return report.passed ? 0 : 1;
  } finally {
    await shadow.close();
  }
}

async function ownShadow(): Promise<Shadow> {
  const { dataDir } = readConfig(process.env);
  ensureDataFolder(dataDir);
  return openShadow(dataDir);
}

function queriesOf(file: string): AppQueries {
  const split = splitStatements(readTextFile(file));
  if (!split.ok) {
    const { message, line, column } = split.failure;
    throw new Error(`${file}:${line}:${column}: ${message}`);
  }
  const queries = split.value.map((sql) => ({ sql, role: null, calls: null }));
  return { queries, source: "given", note: null };
}

/** A database made on a server that somebody names, and dropped afterwards. */
async function databaseOn(serverUrl: string): Promise<Shadow> {
  if (!URL.canParse(serverUrl))
    throw new Error("--shadow: write postgres://user:password@host:5432/database");
  const name = `interlock_shadow_${randomBytes(6).toString("hex")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, close: () => onServer(serverUrl, `DROP DATABASE ${name}`) };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect().catch((error: Error) => {
    throw new Error(`--shadow: ${error.message}`);
  });
  try {
    await client.query(sql);
  } catch (error) {
    throw new Error(`--shadow: ${sql}: ${(error as Error).message}`);
  } finally {
    await client.end();
  }
}

function asText(report: RehearsalReport): string {
  const { queries, note } = report.compatibility;
  const count = (wanted: string) => queries.filter(({ verdict }) => verdict === wanted).length;
  const broken = queries.filter(({ verdict }) => verdict === "breaks");
  const lines = [
    `${report.passed ? "Passed" : "Not passed"}: ${report.actions.length} actions on PostgreSQL ${report.serverVersion} (the database has ${report.environmentServerVersion}).`,
    ...report.findings.map(({ level, message }) => `${level}: ${message}`),
    ...report.missing.map(({ object, message }) => `not on the copy: ${object}: ${message}`),
    `Statements of the app: ${count("works")} work throughout, ${broken.length} break, ${count("not-checked")} not checked.${note ? ` ${note}` : ""}`,
    ...broken.map(
      ({ breaksAfter, sql }) => `  after ${breaksAfter}: ${sql.replaceAll(/\s+/g, " ").slice(0, 160)}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}
