import type { BackfillSpec } from "@/lib/contracts/plan";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import type { CannotCopy } from "../attached";
import { backfillProbe, batchText } from "../backfill";
import { all, withoutConstraint } from "../evolve";
import type { RowsToFill } from "../operation-plan";
import { any, both, is, not, probeAll, probeEither } from "../probe";
import type { RevertDraft, StepDraft } from "../step-list";
import { validatedConstraint } from "../validated-constraint";
import {
  carries,
  dropTriggers,
  functionStatements,
  list,
  sameKey,
  triggerStatements,
  writtenColumns,
} from "./carry-trigger";
import { compareCheck, firstCheck, hindrances, isGone, otherRights } from "./checks";
import { copyStatements, withCopy, withoutCopy } from "./copy";
import { hiddenName, type IncomingKey, type Lead, other, type Repartitioned } from "./repartitioned";

export interface RepartitionPhases {
  readonly expand: readonly StepDraft[];
  readonly fill: RowsToFill;
  readonly tighten: readonly StepDraft[];
  /** Right before the names are exchanged. */
  readonly ready: StepDraft;
  readonly contract: readonly StepDraft[];
}

export function repartitionPhases(one: Repartitioned): RepartitionPhases | CannotCopy {
  const next = hiddenName(one, "partitioned");
  const former = hiddenName(one, "plain");
  const make = makeDraft(one, "partitioned");
  if ("what" in make) return make;
  const again = undoContract(one);
  if ("what" in again) return again;
  const follow = followDraft(one, "plain");
  return {
    expand: [
      firstCheck(one),
      {
        ...make,
        revert: [
          {
            id: `${one.idPrefix}-table-drop`,
            title: `Drop ${next}`,
            kind: "ddl",
            statements: [`DROP TABLE ${next}`],
            probe: probeAll(isGone(next)),
            after: withoutCopy(one, "partitioned"),
          },
        ],
      },
      {
        ...follow,
        revert: [
          {
            id: `${one.idPrefix}-follow-drop`,
            title: `Let ${next} follow no more`,
            kind: "ddl",
            statements: [...dropTriggers(one), `DROP FUNCTION ${one.function}()`],
            probe: probeAll(not(is.routine(one.function))),
          },
        ],
      },
    ],
    fill: {
      table: one.table,
      avoid: one.table.columns
        .map(({ name }) => name)
        .filter((name) => !one.primaryKey.columns.includes(name)),
      ...fillOf(one, "plain"),
    },
    tighten: one.incoming.flatMap((key) => incomingDrafts(one, key, "partitioned")),
    ready: compareCheck(one, "plain", {
      id: "ready",
      done: is.relation(former),
      more: [...hindrances(one), otherRights(one, "plain")],
    }),
    contract: [
      compareCheck(one, "partitioned", { id: "last-compare", done: isGone(former) }),
      {
        id: `${one.idPrefix}-drop`,
        title: `Drop ${former}, which holds what ${one.relation} holds`,
        kind: "ddl",
        statements: [
          ...dropTriggers(one),
          `DROP FUNCTION ${one.function}()`,
          ...one.incoming.map(
            (key) => `ALTER TABLE ${key.relation} DROP CONSTRAINT ${quoteIdentifier(key.formerName)}`,
          ),
          `DROP TABLE ${former}`,
        ],
        probe: probeAll(both(isGone(former), not(is.routine(one.function)))),
        after: all(
          ...one.incoming.map((key) => withoutConstraint(key.table, key.formerName)),
          withoutCopy(one, "plain"),
        ),
        revert: again,
      },
    ],
  };
}

/** The plain table again, filled from the partitioned one, so that the switch can be taken back too. */
function undoContract(one: Repartitioned): readonly RevertDraft[] | CannotCopy {
  const make = makeDraft(one, "plain");
  if ("what" in make) return make;
  const spec: BackfillSpec = {
    relation: one.relation,
    key: [...one.key],
    writes: [fillOf(one, "partitioned").write],
  };
  return [
    make,
    followDraft(one, "partitioned"),
    {
      id: `${one.idPrefix}-rows-back`,
      title: fillOf(one, "partitioned").title,
      kind: "backfill",
      statements: batchText(spec),
      backfill: spec,
      probe: backfillProbe(spec),
    },
    ...one.incoming.flatMap((key) => incomingDrafts(one, key, "plain")),
  ];
}

function makeDraft(one: Repartitioned, side: Lead): RevertDraft | CannotCopy {
  const statements = copyStatements(one, side);
  if ("what" in statements) return statements;
  const made = hiddenName(one, side);
  const parts = side === "partitioned" ? one.partitions.map(relationName) : [];
  return {
    id: `${one.idPrefix}-table${side === "plain" ? "-back" : ""}`,
    title: `Create ${made}, empty, ${side === "plain" ? "as the table was" : `partitioned by ${one.by}`}, with what hangs on ${one.relation}`,
    kind: "ddl",
    statements,
    probe: probeAll(is.relation(made), ...parts.map((part) => is.partOf(part, made))),
    after: withCopy(one, side),
  };
}

function followDraft(one: Repartitioned, lead: Lead): RevertDraft {
  return {
    id: `${one.idPrefix}-follow${lead === "plain" ? "" : "-back"}`,
    title: `Carry what is written to ${one.relation} over to ${hiddenName(one, other(lead))}`,
    kind: "ddl",
    statements: [...functionStatements(one, lead), ...triggerStatements(one)],
    probe: probeEither(both(...carries(one, lead)), any(...carries(one, lead))),
  };
}

function fillOf(one: Repartitioned, lead: Lead) {
  const into = hiddenName(one, other(lead));
  return {
    title: `Copy rows of ${one.relation} to ${into} in batches`,
    write: {
      kind: "from-batch" as const,
      // What the trigger has written meanwhile is newer. Without a target: the narrower key of the plain table counts too.
      statement: `INSERT INTO ${into} (${writtenColumns(one)}) SELECT ${writtenColumns(one)} FROM batch ON CONFLICT ${lead === "plain" ? `(${list(one.key)})` : `(${list(one.primaryKey.columns)})`} DO NOTHING`,
      pending: `NOT EXISTS (SELECT FROM ${into} AS made WHERE ${sameKey(one, "made", one.relation)})`,
    },
  };
}

/** The foreign key of another table, pointing at the follower too: it holds what it points at, also while both are written. */
function incomingDrafts(one: Repartitioned, key: IncomingKey, side: Lead): readonly StepDraft[] {
  const name = side === "partitioned" ? key.nextName : key.formerName;
  const target = side === "partitioned" ? one.next : one.former;
  const drafts = validatedConstraint({
    table: key.table,
    relation: key.relation,
    constraint: {
      ...key.constraint,
      name,
      definition: pointingAt(one, key, relationName(target)) ?? "",
      references: key.constraint.references && { ...key.constraint.references, table: target.name },
    },
    idPrefix: `${one.idPrefix}-${key.table.name}-${key.constraint.name}-${side}`,
  });
  return drafts;
}

/** Null where the definition does not say the table as it is expected to. */
export function pointingAt(
  { relation }: Repartitioned,
  { constraint }: IncomingKey,
  target: string,
): string | null {
  const says = ` REFERENCES ${relation}(`;
  const parts = constraint.definition.split(says);
  return parts.length === 2 ? parts.join(` REFERENCES ${target}(`) : null;
}
