import type { CheckItem } from "../contracts/environment";
import { quoteIdentifier } from "../sql/identifiers";
import type { TargetFacts } from "./check-facts";

/** Majors that Interlock is tested against. */
export const SUPPORTED_MAJORS = { min: 13, max: 18 } as const;

/** What the facts mean for the work to be done there. Pure. */
export function judgeFacts(facts: TargetFacts): CheckItem[] {
  return [
    versionItem(facts),
    primaryItem(facts),
    superuserItem(facts),
    statsItem(facts),
    ownershipItem(facts),
    signalItem(facts),
    statementsItem(facts),
    replicasItem(facts),
    locksItem(facts),
    timeoutsItem(facts),
    oldestTransactionItem(facts),
    preparedItem(facts),
  ];
}

function versionItem({ version, version_number }: TargetFacts): CheckItem {
  const major = Math.floor(version_number / 10_000);
  const item = { code: "server.version", title: "Server version", fixSql: null };
  if (major < SUPPORTED_MAJORS.min || major > SUPPORTED_MAJORS.max)
    return {
      ...item,
      status: "error",
      message: `PostgreSQL ${version} is not supported: ${SUPPORTED_MAJORS.min} to ${SUPPORTED_MAJORS.max} are.`,
    };
  // 14.0 to 14.3 miss rows changed by HOT updates: https://www.postgresql.org/docs/release/14.4/
  if (version_number >= 140000 && version_number < 140004)
    return {
      ...item,
      status: "warning",
      message: `PostgreSQL ${version} can build corrupt indexes concurrently: update to 14.4 or newer first.`,
    };
  return { ...item, status: "ok", message: `PostgreSQL ${version}.` };
}

function primaryItem(facts: TargetFacts): CheckItem {
  const item = { code: "server.primary", title: "Primary", fixSql: null };
  return facts.in_recovery
    ? {
        ...item,
        status: "error",
        message: "This server is a standby and takes no changes: connect to the primary.",
      }
    : { ...item, status: "ok", message: "The server takes writes." };
}

function superuserItem(facts: TargetFacts): CheckItem {
  const item = { code: "role.superuser", title: "Least privilege", fixSql: null };
  return facts.is_superuser
    ? {
        ...item,
        status: "warning",
        message: `${facts.role} is a superuser: nothing on the server limits what Interlock can do. Use a role that owns the tables instead.`,
      }
    : { ...item, status: "ok", message: `${facts.role} is an ordinary role.` };
}

function statsItem(facts: TargetFacts): CheckItem {
  const item = { code: "role.monitor", title: "Sees other sessions" };
  return facts.reads_all_stats
    ? { ...item, status: "ok", message: "Sessions, their statements and waits can be read.", fixSql: null }
    : {
        ...item,
        status: "warning",
        message:
          "Other sessions' statements and transactions cannot be read: blockers show without their query, and a backfill that must watch the oldest transaction holds.",
        fixSql: `GRANT pg_monitor TO ${quoteIdentifier(facts.role)};`,
      };
}

function ownershipItem(facts: TargetFacts): CheckItem {
  const item = { code: "role.owner", title: "May change the tables" };
  const { tables, tables_owned } = facts;
  if (tables === 0) return { ...item, status: "ok", message: "There are no tables yet.", fixSql: null };
  if (tables === tables_owned)
    return {
      ...item,
      status: "ok",
      message: `${facts.role} owns ${tables === 1 ? "the one table" : `all ${tables} tables`}, or is a member of the owner.`,
      fixSql: null,
    };
  return {
    ...item,
    // To look is not what it is connected for: no phase could be run.
    status: tables_owned === 0 ? "error" : "warning",
    message: `${facts.role} may change ${tables_owned === 0 ? "none" : tables_owned} of ${tables} tables: only an owner, or a member of the owner, may alter a table.`,
    fixSql: facts.other_owners
      .map((owner) => `GRANT ${quoteIdentifier(owner)} TO ${quoteIdentifier(facts.role)};`)
      .join("\n"),
  };
}

function signalItem(facts: TargetFacts): CheckItem {
  const item = { code: "role.signal", title: "May cancel other sessions" };
  return facts.may_signal || facts.is_superuser
    ? {
        ...item,
        status: "ok",
        message: "Blockers can be cancelled and terminated from the locks page.",
        fixSql: null,
      }
    : {
        ...item,
        status: "warning",
        message: "Only sessions of the same role can be cancelled or terminated from here.",
        fixSql: `GRANT pg_signal_backend TO ${quoteIdentifier(facts.role)};`,
      };
}

function statementsItem(facts: TargetFacts): CheckItem {
  const item = { code: "server.statements", title: "Statement statistics" };
  if (facts.statements_installed && facts.statements_preloaded)
    return { ...item, status: "ok", message: "pg_stat_statements is there.", fixSql: null };
  if (facts.statements_preloaded)
    return {
      ...item,
      status: "warning",
      message:
        "pg_stat_statements is loaded but not installed in this database: which statements use a column is not known.",
      fixSql: "CREATE EXTENSION pg_stat_statements;",
    };
  return {
    ...item,
    status: "warning",
    message:
      "pg_stat_statements is not loaded: which statements use a column is not known. It takes a restart of the server.",
    fixSql:
      "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'; -- add to what is there, then restart",
  };
}

function replicasItem(facts: TargetFacts): CheckItem {
  const item = { code: "server.replicas", title: "Replicas" };
  if (facts.replicas === 0)
    return {
      ...item,
      status: "ok",
      message: "No replica streams from this server now, so replica lag is no signal.",
      fixSql: null,
    };
  const count = facts.replicas === 1 ? "One replica streams" : `${facts.replicas} replicas stream`;
  return facts.replicas_readable
    ? { ...item, status: "ok", message: `${count} from this server; the lag can be read.`, fixSql: null }
    : {
        ...item,
        status: "warning",
        message: `${count} from this server, but the lag cannot be read.`,
        fixSql: `GRANT pg_monitor TO ${quoteIdentifier(facts.role)};`,
      };
}

function locksItem(facts: TargetFacts): CheckItem {
  const slots = facts.max_locks_per_transaction * facts.max_connections;
  const isTight = facts.max_locks_per_transaction < 64;
  return {
    code: "server.lock-settings",
    title: "Lock settings",
    status: isTight || facts.deadlock_timeout_ms > 5_000 ? "warning" : "ok",
    message: `max_locks_per_transaction ${facts.max_locks_per_transaction} (about ${slots} locks in all), deadlock_timeout ${facts.deadlock_timeout_ms} ms.${
      isTight ? " Changes to tables with many partitions may run out of locks." : ""
    }${facts.deadlock_timeout_ms > 5_000 ? " An autovacuum gives way to a change only after deadlock_timeout." : ""}`,
    fixSql: isTight ? "ALTER SYSTEM SET max_locks_per_transaction = 64; -- then restart" : null,
  };
}

function timeoutsItem(facts: TargetFacts): CheckItem {
  const list = facts.inherited_timeouts.map(
    ({ name, ms, source }) => `${name} = ${ms} ms (from the ${source})`,
  );
  return {
    code: "server.timeouts",
    title: "Inherited time limits",
    status: "ok",
    message:
      list.length === 0
        ? "Role, database and server set no time limits."
        : `${list.join(", ")}. Interlock's own sessions set each limit themselves.`,
    fixSql: null,
  };
}

const OLD_TRANSACTION_SECONDS = 300;

function oldestTransactionItem(facts: TargetFacts): CheckItem {
  const item = { code: "server.oldest-transaction", title: "Oldest transaction", fixSql: null };
  if (!facts.reads_all_stats)
    return {
      ...item,
      status: "unknown",
      message: "Other sessions' transactions cannot be read by this role.",
    };
  const seconds = facts.oldest_transaction_seconds;
  if (seconds === null) return { ...item, status: "ok", message: "No other transaction is open." };
  const text = `The oldest open transaction began ${Math.round(seconds)} s ago (pid ${facts.oldest_transaction_pid}).`;
  return seconds > OLD_TRANSACTION_SECONDS
    ? {
        ...item,
        status: "warning",
        message: `${text} Changes and concurrent index builds would wait for it.`,
      }
    : { ...item, status: "ok", message: text };
}

function preparedItem(facts: TargetFacts): CheckItem {
  const item = { code: "server.prepared-transactions", title: "Prepared transactions", fixSql: null };
  if (facts.prepared_transactions === 0) return { ...item, status: "ok", message: "There are none." };
  return {
    ...item,
    status: "warning",
    message: `${facts.prepared_transactions} prepared, the oldest ${Math.round(facts.oldest_prepared_seconds ?? 0)} s ago: they hold their locks until somebody finishes them.`,
    fixSql: "SELECT gid, prepared, owner, database FROM pg_prepared_xacts ORDER BY prepared;",
  };
}
