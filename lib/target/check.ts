import type pg from "pg";
import type { CheckItem, EnvironmentCheck } from "../contracts/environment";
import { readTargetFacts, type TargetFacts } from "./check-facts";
import { judgeFacts } from "./check-items";
import { closeTarget, openTarget, withTarget } from "./connect";
import type { TargetConnection } from "./connection-string";
import { describeTargetError, sqlStateOf } from "./errors";
import { ensureInterlockSchema, interlockSchemaSql } from "./interlock-schema";
import { detectPooler, poolerItem } from "./pooler";

const APPLICATION_NAME = "interlock:check";
const TIME_LIMITS = { connectTimeoutMs: 8_000, statementTimeoutMs: 10_000, lockTimeoutMs: 1_000 };

/**
 * Tries a target: can it be reached, is it the kind of server Interlock works on, and what may this role do there.
 * What may be tried is tried: schema `interlock` is made where the role may make it. Never throws: whatever goes wrong
 * is an item. `ok` means no item is an error; warnings say what will not be possible. `now` stamps the answer.
 */
export async function checkTarget(
  connection: TargetConnection,
  { now }: { readonly now: Date },
): Promise<EnvironmentCheck> {
  let facts: TargetFacts | null = null;
  const items: CheckItem[] = [];
  try {
    await withTarget(
      connection,
      { applicationName: APPLICATION_NAME, ...TIME_LIMITS, readOnly: true },
      async (client) => {
        items.push({
          code: "connection.reachable",
          title: "Connection",
          status: "ok",
          message: `Connected to ${connection.database} as ${connection.user}.`,
          fixSql: null,
        });
        items.push(await poolerItemOf(connection, client));
        facts = await readTargetFacts(client);
        items.push(...judgeFacts(facts));
      },
    );
    if (facts !== null) items.push(await schemaItem(connection, facts, items));
  } catch (error) {
    items.push(failureItem(error, items.length > 0));
  }
  return {
    ok: items.every((item) => item.status !== "error"),
    checkedAt: now.toISOString(),
    serverVersion: (facts as TargetFacts | null)?.version.split(" ")[0] ?? null,
    serverMajor: facts === null ? null : Math.floor((facts as TargetFacts).version_number / 10_000),
    items,
  };
}

function failureItem(error: unknown, wasConnected: boolean): CheckItem {
  return {
    code: wasConnected ? "connection.check-failed" : "connection.reachable",
    title: wasConnected ? "Check" : "Connection",
    status: "error",
    message: describeTargetError(error),
    fixSql: null,
  };
}

async function poolerItemOf(connection: TargetConnection, first: pg.Client): Promise<CheckItem> {
  let second: pg.Client | null = null;
  try {
    second = await openTarget(connection, {
      applicationName: APPLICATION_NAME,
      ...TIME_LIMITS,
      readOnly: true,
    });
    return poolerItem(await detectPooler(first, second));
  } catch (error) {
    // Statement pooling refuses BEGIN; anything else leaves the question open.
    if (/statement pooling/i.test(error instanceof Error ? error.message : ""))
      return poolerItem("transaction");
    return {
      code: "connection.pooler",
      title: "Direct connection",
      status: "unknown",
      message: `Whether a pooler stands in between could not be found out. ${describeTargetError(error)}`,
      fixSql: null,
    };
  } finally {
    if (second) await closeTarget(second);
  }
}

/** Tried, not asked: only making the schema shows that it can be made. */
async function schemaItem(
  connection: TargetConnection,
  facts: TargetFacts,
  items: readonly CheckItem[],
): Promise<CheckItem> {
  const item = { code: "role.interlock-schema", title: "Schema interlock" };
  const refused = (message: string): CheckItem => ({
    ...item,
    status: "warning",
    message,
    fixSql: interlockSchemaSql(facts.role),
  });
  if (items.some(({ code, status }) => status === "error" && code !== "role.owner"))
    return {
      ...item,
      status: "unknown",
      message: "Not tried, because of the errors above.",
      fixSql: null,
    };
  if (!facts.interlock_schema_exists && !facts.may_create_schema)
    return refused(
      `${facts.role} may not create schema interlock, where runs keep their place: nothing can be run until a DBA has made it.`,
    );
  try {
    await withTarget(connection, { applicationName: APPLICATION_NAME, ...TIME_LIMITS }, (client) =>
      ensureInterlockSchema(client, { waitLimitMs: 5_000 }),
    );
  } catch (error) {
    if (sqlStateOf(error) === "42501")
      return refused(
        `${facts.role} may not use schema interlock as it is: nothing can be run until a DBA has mended it.`,
      );
    const message =
      error instanceof Error && error.name === "InterlockSchemaError"
        ? error.message
        : describeTargetError(error);
    return { ...item, status: "error", message, fixSql: null };
  }
  if (facts.interlock_schema_exists && !facts.may_create_in_interlock)
    return refused(`${facts.role} may not create objects in schema interlock: dual writes cannot be set up.`);
  return { ...item, status: "ok", message: "Runs can keep their place in schema interlock.", fixSql: null };
}
