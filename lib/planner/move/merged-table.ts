import type { BackfillSpec } from "@/lib/contracts/plan";
import { quoteIdentifier, quoteLiteral } from "@/lib/sql/identifiers";
import { backfillProbe, batchText } from "../backfill";
import { namedByFunctions } from "../contract-check";
import { triggerStatements } from "../dual-write";
import { movedTable } from "../evolve";
import { INTERLOCK_SCHEMA } from "../names";
import { is, not, probeAll } from "../probe";
import type { RevertDraft, StepDraft } from "../step-list";
import {
  afterAside,
  asideStatements,
  backStatements,
  isAside,
  keysAgain,
  type TableAside,
} from "../table-aside";
import {
  belongs,
  differIn,
  grantRights,
  type MovedColumns,
  mergedAside,
  revokeRights,
  said,
  setFrom,
} from "./moved-column";
import { contractCheck, FIRES, fires, functions, makeRows } from "./phases";

/** The table goes aside with all that hangs on it, once its values are in the other one, and comes back from there. */
export function mergeDrafts(moved: MovedColumns): readonly StepDraft[] {
  const { source, target, sequence, idPrefix } = moved;
  const goes = mergedAside(source.table, target.table, idPrefix);
  return [
    contractCheck(moved, { uses: usesOf(moved), isThere: is.relation(source.relation) }),
    {
      id: `${idPrefix}-aside`,
      title: `Move ${source.relation}, whose values are in ${said(target)}, to ${goes.aside}, out of the app's reach`,
      kind: "ddl",
      statements: [
        `DROP TRIGGER ${quoteIdentifier(source.trigger)} ON ${source.relation}`,
        `DROP TRIGGER ${quoteIdentifier(target.trigger)} ON ${target.relation}`,
        ...revokeRights(source),
        ...revokeRights(target),
        ...asideStatements(goes),
        `DROP FUNCTION ${source.function}()`,
        `DROP FUNCTION ${target.function}()`,
        // What the tripwire says is over with it.
        `DROP SEQUENCE ${sequence}`,
      ],
      probe: probeAll(
        ...isAside(goes),
        not(fires(target)),
        not(is.routine(source.function)),
        not(is.routine(target.function)),
        not(is.tripwire(sequence)),
      ),
      after: afterAside(goes),
      revert: comeBack(moved, goes),
    },
  ];
}

/** What names the table, or would go on reading it where it is put aside. */
function usesOf({ source, target }: MovedColumns): readonly string[] {
  const { table, relation } = source;
  const oid = `pg_catalog.to_regclass(${quoteLiteral(relation)})`;
  const isA = (catalog: string) => `d.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass`;
  return [
    `SELECT ${quoteLiteral("Objects use the table: ")} || pg_catalog.string_agg(DISTINCT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid), ', ') || ${quoteLiteral(`. They would go on reading ${relation} where it is put aside; let them use ${target.relation}.`)} AS problem
FROM pg_catalog.pg_depend AS d
WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = ${oid} AND d.deptype = 'n'
  AND (${isA("pg_rewrite")} OR ${isA("pg_proc")}
    OR (${isA("pg_policy")} AND EXISTS (SELECT FROM pg_catalog.pg_policy AS p WHERE p.oid = d.objid AND p.polrelid <> ${oid}))
    OR (${isA("pg_constraint")} AND EXISTS (SELECT FROM pg_catalog.pg_constraint AS c WHERE c.oid = d.objid AND c.conrelid <> ${oid})))
HAVING pg_catalog.count(*) > 0`,
    ...table.columns.map((old) => namedByFunctions({ relation, old, to: said(target) }, table)),
  ];
}

/** The table again, then what was written to the other one since: nobody else wrote here. */
function comeBack(moved: MovedColumns, goes: TableAside): readonly RevertDraft[] {
  const { source, target, idPrefix } = moved;
  const { table, relation } = source;
  const undo = `${idPrefix}-undo`;
  const { added, proved } = keysAgain({ ...goes, idPrefix: undo });
  const walk = (id: string, title: string, spec: BackfillSpec): RevertDraft => ({
    id: `${undo}-${id}`,
    title,
    kind: "backfill",
    statements: batchText(spec),
    backfill: spec,
    probe: backfillProbe(spec),
  });
  return [
    {
      id: `${undo}-back`,
      title: `Move ${relation} back`,
      kind: "ddl",
      statements: backStatements(goes),
      probe: probeAll(is.relation(relation), not(is.relation(goes.aside))),
      after: movedTable({ ...table, schema: INTERLOCK_SCHEMA }, table.name, table.schema),
    },
    ...added,
    functions(moved, `${undo}-functions`),
    {
      id: `${undo}-carry`,
      title: `Carry what is written to ${said(source)} or ${said(target)} over to the other again`,
      kind: "ddl",
      statements: [
        ...grantRights(source),
        ...grantRights(target),
        ...triggerStatements(source, FIRES),
        ...triggerStatements(target, FIRES),
      ],
      probe: probeAll(fires(source), fires(target)),
    },
    walk("gone", `Delete rows of ${relation} whose row of ${target.relation} has gone, in batches`, {
      relation,
      key: [...source.key],
      writes: [
        {
          kind: "delete",
          pending: `NOT EXISTS (SELECT FROM ${target.relation} WHERE ${belongs(target, source, relation)})`,
          archive: null,
        },
      ],
    }),
    walk("rows", `Carry ${said(target)} back to ${relation}, in batches`, carryBack(moved)),
    ...proved,
  ];
}

/** Rows that are missing, then rows that differ. */
function carryBack(moved: MovedColumns): BackfillSpec {
  const { catalog, source, target } = moved;
  const { relation } = source;
  const own = belongs(source, target, target.relation);
  const differs = `EXISTS (SELECT FROM ${relation} WHERE ${own} AND ${differIn(source, target, catalog, relation, target.relation)})`;
  return {
    relation: target.relation,
    key: [...target.key],
    writes: [
      makeRows(moved, target, source),
      {
        kind: "from-batch",
        statement:
          `UPDATE ${relation} SET ${setFrom(source, target, "batch")} FROM batch ` +
          `WHERE ${belongs(source, target, "batch")} AND ${differIn(source, target, catalog, relation, "batch")}`,
        pending: differs,
      },
    ],
  };
}
