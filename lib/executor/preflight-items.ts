import type { CheckItem, HealthSignal, Policy } from "../contracts/environment";
import type { PhaseNode } from "../contracts/plan";
import { quoteIdentifier } from "../sql/identifiers";
import type { PreflightFacts } from "./preflight-facts";

/** An item with the health signal that it tells of, where it tells of one. */
export interface PreflightItem extends CheckItem {
  readonly signal: HealthSignal | null;
}

/** What the facts mean for a phase. An `error` keeps it from beginning; `unknown` is never taken as clear. Pure. */
export function judgePreflight(
  facts: PreflightFacts,
  phase: Pick<PhaseNode, "steps">,
  policy: Policy,
): PreflightItem[] {
  return [
    server(facts, phase),
    privileges(facts, phase),
    vacuums(facts),
    oldest(facts, policy),
    replicas(facts, policy),
    slots(facts, policy),
    archiving(facts),
    wal(facts),
    DISK,
    limits(facts),
  ];
}

type Verdict = Pick<PreflightItem, "status" | "message"> & Partial<Pick<PreflightItem, "fixSql">>;
const item = (code: string, title: string, signal: HealthSignal | null, verdict: Verdict): PreflightItem => ({
  code,
  title,
  signal,
  fixSql: null,
  ...verdict,
});

/** 14.0 to 14.3 miss rows changed by HOT updates: https://www.postgresql.org/docs/release/14.4/ */
function server({ version, versionNumber }: PreflightFacts, { steps }: Pick<PhaseNode, "steps">) {
  const title = "Server";
  const builds = steps.some((step) => /CONCURRENTLY/i.test(step.sql));
  if (builds && versionNumber >= 140_000 && versionNumber < 140_004)
    return item("server.concurrent-builds", title, null, {
      status: "error",
      message: `PostgreSQL ${version} can build corrupt indexes concurrently, and this phase builds one: update to 14.4 or newer first.`,
    });
  return item("server.concurrent-builds", title, null, {
    status: "ok",
    message: `PostgreSQL ${version}, a primary, reached without a transaction pooler.`,
  });
}

function privileges({ notOurs, noCreateIn, role }: PreflightFacts, { steps }: Pick<PhaseNode, "steps">) {
  const title = "Privileges";
  const alters = steps.some((step) => step.kind !== "backfill" && step.kind !== "check");
  if (alters && notOurs.length > 0)
    return item("role.owner", title, null, {
      status: "error",
      message: `${role} may not alter ${notOurs.map(({ relation, owner }) => `${relation} (owner ${owner})`).join(", ")}: only its owner, or a member of the owner, may.`,
      fixSql: [...new Set(notOurs.map(({ owner }) => owner))]
        .map((owner) => `GRANT ${quoteIdentifier(owner)} TO ${quoteIdentifier(role)};`)
        .join("\n"),
    });
  const builds = steps.some((step) => /\bINDEX CONCURRENTLY\b/i.test(step.sql) && /^CREATE/i.test(step.sql));
  if (builds && noCreateIn.length > 0)
    return item("role.create", title, null, {
      status: "error",
      message: `${role} may not create in schema ${noCreateIn.join(", ")}, where an index is to be built.`,
      fixSql: noCreateIn
        .map((schema) => `GRANT CREATE ON SCHEMA ${quoteIdentifier(schema)} TO ${quoteIdentifier(role)};`)
        .join("\n"),
    });
  return item("role.owner", title, null, { status: "ok", message: `${role} may change the plan's tables.` });
}

function vacuums({ wraparoundVacuums }: PreflightFacts) {
  const title = "Vacuum against wraparound";
  if (wraparoundVacuums === null)
    return item("vacuum.wraparound", title, null, {
      status: "unknown",
      message:
        "Cannot be read: this role sees no other session's statement. A step would wait outside the queue.",
    });
  const [first] = wraparoundVacuums;
  return item("vacuum.wraparound", title, null, {
    status: first ? "warning" : "ok",
    message: first
      ? `A vacuum to prevent wraparound works on ${first.relation} (pid ${first.pid}). It yields to nobody and must not be stopped for long: steps that need the table wait outside the queue until it is done.`
      : "None on the plan's tables.",
  });
}

function oldest({ oldest, seesSessions }: PreflightFacts, policy: Policy) {
  const title = "Long transactions";
  const signal = "oldest-transaction";
  if (!seesSessions)
    return item("oldest-transaction", title, signal, {
      status: "unknown",
      message: "Cannot be read in full: this role sees only its own sessions' transactions.",
    });
  if (oldest && oldest.ageMs > policy.maxTransactionAgeMs)
    return item("oldest-transaction", title, signal, {
      status: "warning",
      message: `${oldest.name} (pid ${oldest.pid}) has a transaction open for ${seconds(oldest.ageMs)}: a backfill holds and an index build waits until it ends.`,
    });
  return item("oldest-transaction", title, signal, {
    status: "ok",
    message: oldest ? `The oldest is ${seconds(oldest.ageMs)} old.` : "None is open.",
  });
}

function replicas({ replicas, replicasReadable, replicaLagMs }: PreflightFacts, policy: Policy) {
  const title = "Replicas";
  const signal = "replica-lag";
  if (!replicasReadable)
    return item("replica-lag", title, signal, {
      status: "unknown",
      message: `There are ${replicas}, but how far behind they are cannot be read.`,
    });
  if (replicas === 0) return item("replica-lag", title, signal, { status: "ok", message: "There are none." });
  const isLate = replicaLagMs !== null && replicaLagMs > policy.maxReplicaLagMs;
  return item("replica-lag", title, signal, {
    status: isLate ? "warning" : "ok",
    message: `${replicas}, the last one ${seconds(replicaLagMs ?? 0)} behind${isLate ? `: a backfill holds past ${seconds(policy.maxReplicaLagMs)}.` : "."}`,
  });
}

function slots({ slots }: PreflightFacts, policy: Policy) {
  const title = "Replication slots";
  const signal = "replication-slots";
  const worst = slots.toSorted((a, b) => b.retainedBytes - a.retainedBytes)[0];
  if (!worst) return item("replication-slots", title, signal, { status: "ok", message: "There are none." });
  const keeps = `${worst.name} (${worst.active ? "in use" : "used by nobody"}) keeps ${mebibytes(worst.retainedBytes)} of WAL`;
  return item("replication-slots", title, signal, {
    status: worst.retainedBytes > policy.maxSlotBytes ? "warning" : "ok",
    message:
      worst.retainedBytes > policy.maxSlotBytes
        ? `${keeps}: a backfill holds past ${mebibytes(policy.maxSlotBytes)}, because what it writes is kept as well.`
        : `${keeps}.`,
  });
}

function archiving({ archiveFailing }: PreflightFacts) {
  const failing = `Archiving has failed since ${archiveFailing}: WAL piles up until the disk is full, so a backfill holds.`;
  return item("wal-archiving", "WAL archiving", "wal-archiving", {
    status: archiveFailing === null ? "ok" : "warning",
    message: archiveFailing === null ? "Off, or working." : failing,
  });
}

function wal({ walBytes }: PreflightFacts) {
  return item("wal-size", "WAL on disk", null, {
    status: walBytes === null ? "unknown" : "ok",
    message:
      walBytes === null
        ? "Cannot be read: this role may not list pg_wal (pg_monitor may)."
        : `${mebibytes(walBytes)}.`,
  });
}

const DISK = item("free-disk", "Free disk", "free-disk", {
  status: "unknown",
  message:
    "Cannot be read over SQL: what a backfill may write and grow is held to the policy's budget instead.",
});

function limits({ inheritedLimits }: PreflightFacts) {
  return item("time-limits", "Time limits", null, {
    status: "ok",
    message:
      inheritedLimits.length === 0
        ? "None is inherited. Every step sets its own and reads them back."
        : `Inherited: ${inheritedLimits.join(", ")}. They change nothing: every step sets its own and reads them back.`,
  });
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024).toLocaleString("en")} MB`;
