import type { Table } from "@/lib/catalog/model";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import type { AttachmentOrder } from "./attached";
import { differ } from "./column-values";
import { type DualWrite, dualWriteBody, type SyncObjects } from "./dual-write";
import type { MovedForeignKey, MovedKey, MovedKeys } from "./moved-keys";
import { INTERLOCK_SCHEMA } from "./names";
import { is, not, probeAll } from "./probe";
import type { StepDraft } from "./step-list";

/**
 * Looks, before anything is taken away, for what the drop would break or lose: a row for each objection, none where
 * nothing stands against it. What the server itself would refuse (views, rules, publications' column lists: all that
 * pg_depend knows) is found before the table is locked for it; what it would not refuse, functions that name the column
 * in their text and rows that somebody wrote past the trigger, would otherwise be found by the app.
 *
 * A query and not a block that raises: the fact engine can read it, and the server's log gets no error.
 */
export function contractCheck({
  dual,
  order,
  keys,
  prefix,
}: {
  readonly dual: DualWrite;
  readonly order: AttachmentOrder;
  readonly keys: MovedKeys;
  readonly prefix: string;
}): StepDraft {
  const { relation, old } = dual;
  return {
    id: `${prefix}-check`,
    title: `Check that nothing in the database still names ${old.name} and that no row would lose a value`,
    kind: "check",
    statements: [
      [
        namedByTriggers(dual, order.table),
        namedByFunctions(dual, order.table),
        dependents(dual, keys.foreignKeys),
        brokenSync(dual, dualWriteBody(dual), `keeps ${old.name} and ${dual.to} equal`),
        ...keys.keys.flatMap(otherPartitions),
        hiddenRows(dual),
        differingRows(dual),
      ].join("\nUNION ALL\n"),
    ],
    // Never done while the column is there: what was clear yesterday says nothing about now.
    probe: probeAll(not(is.column(relation, old.name))),
    revert: [],
  };
}

/**
 * A statement that fails, and its transaction with it, where the query has a row: what that says is in the message of the
 * failed cast. It reads what is there now, under the locks that the statements before it took.
 */
export const failWhere = (objections: string): string =>
  `SELECT pg_catalog.string_agg(found.problem, ' ')::pg_catalog.int4 FROM (${objections}) AS found(problem)`;

/** SQL: the function's text says the word, in any case: names without quotes are folded. A hint, not a proof. */
function says(word: string): string {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return `p.prosrc ~* ${quoteLiteral(`(^|[^[:alnum:]_$])${escaped}([^[:alnum:]_$]|$)`)}`;
}

const oidOf = (relation: string) => `pg_catalog.to_regclass(${quoteLiteral(relation)})`;
const objection = (start: string, list: string, end: string) =>
  `${quoteLiteral(start)} || pg_catalog.string_agg(DISTINCT ${list}, ', ') || ${quoteLiteral(end)}`;
const ROUTINE = "p.oid::pg_catalog.regprocedure::pg_catalog.text";
const onTable = (relation: string, { kind }: Table) =>
  `SELECT t.tgfoid FROM pg_catalog.pg_trigger AS t WHERE NOT t.tgisinternal AND t.tgrelid ${
    kind === "partitioned"
      ? `IN (SELECT part.relid FROM pg_catalog.pg_partition_tree(${oidOf(relation)}) AS part)`
      : `= ${oidOf(relation)}`
  }`;
const APP_ROUTINES = `FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', ${quoteLiteral(INTERLOCK_SCHEMA)})`;

/** A column that goes, and what takes its place. */
type Doomed = Pick<DualWrite, "relation" | "old" | "to">;

export function namedByTriggers({ relation, old, to }: Doomed, table: Table): string {
  return `SELECT ${objection(
    `Functions of triggers on ${table.name} name ${old.name}: `,
    ROUTINE,
    `. Every write would fail; replace them by ones that use ${to}.`,
  )} AS problem
${APP_ROUTINES}
  AND p.oid IN (${onTable(relation, table)}) AND ${says(old.name)}
HAVING pg_catalog.count(*) > 0`;
}

/** Also triggers' functions of other tables: those that say both the table and the column. */
export function namedByFunctions({ relation, old, to }: Doomed, table: Table): string {
  return `SELECT ${objection(
    `Functions name ${table.name} and ${old.name}: `,
    ROUTINE,
    `. They would fail when called; replace them by ones that use ${to}.`,
  )}
${APP_ROUTINES}
  AND p.oid NOT IN (${onTable(relation, table)}) AND ${says(table.name)} AND ${says(old.name)}
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')
HAVING pg_catalog.count(*) > 0`;
}

/**
 * Constraints in `moved` are looked after by the plan itself. Objects that DROP COLUMN would refuse to leave behind: normal dependencies, unless the object goes with the column.
 * https://www.postgresql.org/docs/current/catalog-pg-depend.html
 */
export function dependents(
  { relation, old }: Pick<DualWrite, "relation" | "old">,
  moved: readonly Pick<MovedForeignKey, "table" | "partitions" | "constraint">[] = [],
): string {
  const places = moved.flatMap(({ table, partitions, constraint }) =>
    [table, ...partitions].map((one) => ({ of: relationName(one), constraint })),
  );
  const ours = places.map(
    ({ of, constraint }) =>
      `\n  AND NOT (d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objid IN (SELECT c.oid FROM pg_catalog.pg_constraint AS c ` +
      `WHERE c.conrelid = ${oidOf(of)} AND c.conname = ${quoteLiteral(constraint.name)}))`,
  );
  const same = "FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_attribute AS a";
  return `SELECT ${objection(
    `Objects depend on ${old.name}: `,
    "pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)",
    ". The server refuses to drop the column while they do.",
  )}
${same} ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = ${oidOf(relation)}
  AND a.attname = ${quoteLiteral(old.name)} AND NOT a.attisdropped AND d.deptype = 'n'${ours.join("")}
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS ours JOIN pg_catalog.pg_proc AS p ON p.oid = ours.tgfoid
    WHERE d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND ours.oid = d.objid
      AND p.pronamespace = pg_catalog.to_regnamespace(${quoteLiteral(INTERLOCK_SCHEMA)})::pg_catalog.oid)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS o
    WHERE o.classid = d.classid AND o.objid = d.objid AND o.refclassid = d.refclassid
      AND o.refobjid = d.refobjid AND o.refobjsubid = d.refobjsubid AND o.deptype IN ('a', 'i'))
HAVING pg_catalog.count(*) > 0`;
}

/** The primary key goes over to what leads partition by partition: one that is new has no index for it. */
export function otherPartitions({ relation, table, partitions }: MovedKey): readonly string[] {
  if (table.kind !== "partitioned") return [];
  const tree = `pg_catalog.pg_partition_tree(${oidOf(relation)}) AS part`;
  const known = `(VALUES ${[relation, ...partitions.map((one) => one.relation)].map((one) => `(${oidOf(one)}, ${quoteLiteral(one)})`).join(", ")}) AS known (relid, name)`;
  return [
    `SELECT ${objection(
      `${relation} has other partitions than when the change was planned: `,
      "other.name",
      ". Its primary key is not made over them; bring back what was there, or take the change back and plan it anew.",
    )}
FROM (SELECT name FROM ${known} WHERE NOT EXISTS (SELECT FROM ${tree} WHERE part.relid = known.relid)
  UNION ALL SELECT part.relid::pg_catalog.text FROM ${tree} WHERE NOT EXISTS (SELECT FROM ${known} WHERE part.relid = known.relid)) AS other
HAVING pg_catalog.count(*) > 0`,
  ];
}

/** pg_restore --disable-triggers, or a superuser's ALTER TABLE … DISABLE TRIGGER ALL, switch it off. */
export function brokenSync(sync: Omit<SyncObjects, "sequence">, body: string, what: string): string {
  const { relation, trigger } = sync;
  const intact = `${is.trigger(relation, trigger, sync.function)} AND ${is.routine(sync.function, body)}`;
  return `SELECT ${quoteLiteral(
    `The trigger ${trigger}, which ${what}, is missing, disabled or changed: writes may have gone to one of them only.`,
  )}
WHERE NOT (${intact})`;
}

export function hiddenRows({ relation }: Pick<DualWrite, "relation">): string {
  return `SELECT ${quoteLiteral(
    `Row security hides rows of ${relation} from this role: whether they would lose a value cannot be seen.`,
  )}
WHERE pg_catalog.row_security_active(${quoteLiteral(relation)}::pg_catalog.text)`;
}

function differingRows({ relation, old, to, catalog }: DualWrite): string {
  const [left, right] = [quoteIdentifier(old.name), quoteIdentifier(to)];
  return `SELECT ${quoteLiteral(`Rows in which ${old.name} and ${to} differ: `)} || pg_catalog.count(*)::pg_catalog.text || ${quoteLiteral(
    `. What only ${old.name} says would be lost.`,
  )}
FROM ${relation} WHERE ${differ(left, right, old, catalog)}
HAVING pg_catalog.count(*) > 0`;
}
