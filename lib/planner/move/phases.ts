import type { BackfillSpec } from "@/lib/contracts/plan";
import { quoteIdentifier, quoteLiteral } from "@/lib/sql/identifiers";
import { type AttachmentOrder, attachmentDrafts, type CannotCopy } from "../attachments";
import { backfillProbe, batchText } from "../backfill";
import { differ, isNotNull, isNull } from "../column-values";
import { brokenSync, dependents, hiddenRows, namedByFunctions, namedByTriggers } from "../contract-check";
import { columnStatements } from "../copied-column";
import { functionStatement, triggerStatements, tripwireStatements } from "../dual-write";
import { rowsEstimate, shortEstimate } from "../estimate";
import { withColumn, withoutColumn } from "../evolve";
import { copyKeptValues, dropKeptTable, keptOfRow, makeKeptTable, noEarlierKept } from "../kept-values";
import type { RowsToFill } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import type { ActionDraft, RevertDraft, StepDraft } from "../step-list";
import { belongs, grantRights, type MovedColumn, type Place, revokeRights } from "./moved-column";
import { carryBody } from "./sync-triggers";

const FIRES = "AFTER INSERT OR UPDATE OR DELETE";

const said = ({ relation, column }: Place) => `${relation}.${quoteIdentifier(column.name)}`;

const sourceBody = (moved: MovedColumn) => carryBody(moved, moved.source, moved.target, true);
const targetBody = (moved: MovedColumn) => carryBody(moved, moved.target, moved.source, false);

const fires = ({ relation, trigger, function: name }: Place) => is.trigger(relation, trigger, name);

function functions(moved: MovedColumn, id: string): ActionDraft {
  const { source, target, sequence } = moved;
  return {
    id,
    title: `Create the functions that carry ${said(source)} to ${target.relation} and back, and the tripwire`,
    kind: "ddl",
    statements: [
      ...tripwireStatements(moved),
      functionStatement(source, sourceBody(moved)),
      functionStatement(target, targetBody(moved)),
    ],
    probe: probeAll(
      is.routine(source.function, sourceBody(moved)),
      is.routine(target.function, targetBody(moved)),
      is.tripwire(sequence, { granted: true }),
    ),
  };
}

const dropObjects = ({ source, target, sequence }: MovedColumn) => [
  `DROP FUNCTION IF EXISTS ${source.function}()`,
  `DROP FUNCTION IF EXISTS ${target.function}()`,
  `DROP SEQUENCE IF EXISTS ${sequence}`,
];

const withGrants = (place: Place) =>
  place.grants.length > 0
    ? `; ${place.grants.map(({ role }) => role).join(", ")} may from now on read and write it there, as the trigger does in their name`
    : "";

/** First the new place, which nobody writes yet, then the old one: from there on no write is missed. */
export function expandDrafts(moved: MovedColumn): readonly StepDraft[] {
  const { source, target, kept, idPrefix } = moved;
  const hasBegun = is.column(target.relation, target.column.name);
  return [
    noEarlierKept(kept, hasBegun),
    {
      ...functions(moved, `${idPrefix}-functions`),
      estimate: shortEstimate(),
      revert: [
        {
          id: `${idPrefix}-functions-drop`,
          title: "Drop the functions and the tripwire",
          kind: "ddl",
          statements: dropObjects(moved),
          probe: probeAll(
            not(is.routine(source.function)),
            not(is.routine(target.function)),
            not(is.tripwire(moved.sequence)),
          ),
        },
      ],
    },
    {
      id: `${idPrefix}-column`,
      title: `Add ${target.column.name} to ${target.relation}, empty, and carry what is written there back to ${said(source)}${withGrants(target)}`,
      kind: "ddl",
      statements: [
        ...columnStatements(target.relation, target.column, target.column.name),
        ...grantRights(target),
        ...grantRights(source),
        ...triggerStatements(target, FIRES),
      ],
      probe: probeAll(hasBegun, fires(target)),
      estimate: shortEstimate(),
      after: withColumn(target.table, target.column),
      revert: [
        {
          id: `${idPrefix}-column-drop`,
          title: `Drop ${target.column.name} of ${target.relation}; ${said(source)} holds every value`,
          kind: "ddl",
          statements: [
            `DROP TRIGGER IF EXISTS ${quoteIdentifier(target.trigger)} ON ${target.relation}`,
            ...revokeRights(source),
            ...revokeRights(target),
            `ALTER TABLE ${target.relation} DROP COLUMN ${quoteIdentifier(target.column.name)}`,
          ],
          probe: probeAll(not(hasBegun), not(fires(target))),
          after: withoutColumn(target.table, target.column.name),
        },
      ],
    },
    {
      id: `${idPrefix}-carry`,
      title: `Carry what is written to ${said(source)} over to ${target.relation} from now on${withGrants(source)}`,
      kind: "ddl",
      statements: [...triggerStatements(source, FIRES)],
      probe: probeAll(fires(source)),
      estimate: shortEstimate(),
      revert: [
        {
          id: `${idPrefix}-carry-drop`,
          title: "Carry nothing over any more",
          kind: "ddl",
          statements: [`DROP TRIGGER IF EXISTS ${quoteIdentifier(source.trigger)} ON ${source.relation}`],
          probe: probeAll(not(fires(source))),
        },
      ],
    },
  ];
}

/** SQL: the row of `other` that belongs to the walked row is there and has no value yet. */
function waits({ catalog }: MovedColumn, walked: Place, other: Place): string {
  const value = `${other.relation}.${quoteIdentifier(other.column.name)}`;
  const own = `${walked.relation}.${quoteIdentifier(walked.column.name)}`;
  return `${isNotNull(own, walked.column, catalog)} AND EXISTS (SELECT FROM ${other.relation} WHERE ${belongs(other, walked, walked.relation)} AND ${isNull(value, other.column, catalog)})`;
}

/** The walked rows stay locked until the commit, so what is carried is what they hold, whoever writes meanwhile. */
function carryRows(moved: MovedColumn, walked: Place, other: Place): BackfillSpec["writes"][number] {
  const value = `${other.relation}.${quoteIdentifier(other.column.name)}`;
  return {
    kind: "from-batch",
    statement:
      `UPDATE ${other.relation} SET ${quoteIdentifier(other.column.name)} = batch.${quoteIdentifier(walked.column.name)} FROM batch ` +
      `WHERE ${belongs(other, walked, "batch")} AND ${isNull(value, other.column, moved.catalog)}`,
    pending: waits(moved, walked, other),
  };
}

export function fillOf(moved: MovedColumn): RowsToFill {
  const { source, target } = moved;
  return {
    table: source.table,
    avoid: [],
    title: `Carry ${said(source)} over to ${said(target)} in batches`,
    write: carryRows(moved, source, target),
  };
}

export function contractDrafts(moved: MovedColumn): readonly StepDraft[] | CannotCopy {
  const { source, target, kept, idPrefix } = moved;
  const undo = undoDrop(moved);
  if ("what" in undo) return undo;
  const name = quoteIdentifier(source.column.name);
  return [
    contractCheck(moved),
    {
      id: `${idPrefix}-keep`,
      title: `Make ${kept.archive} for what ${said(source)} held`,
      kind: "ddl",
      statements: [makeKeptTable(kept)],
      probe: probeAll(is.relation(kept.archive)),
      estimate: shortEstimate(),
      revert: [dropKeptTable(kept)],
    },
    copyKeptValues(kept),
    {
      id: `${idPrefix}-drop-old`,
      title: `Drop ${said(source)}, whose values are in ${said(target)}`,
      kind: "ddl",
      statements: [
        `DROP TRIGGER ${quoteIdentifier(source.trigger)} ON ${source.relation}`,
        `DROP TRIGGER ${quoteIdentifier(target.trigger)} ON ${target.relation}`,
        ...revokeRights(source),
        ...revokeRights(target),
        `ALTER TABLE ${source.relation} DROP COLUMN ${name}`,
        ...dropObjects(moved),
      ],
      probe: probeAll(
        not(is.column(source.relation, source.column.name)),
        not(fires(source)),
        not(fires(target)),
        not(is.routine(source.function)),
        not(is.routine(target.function)),
        not(is.tripwire(moved.sequence)),
      ),
      estimate: shortEstimate(),
      after: withoutColumn(source.table, source.column.name),
      revert: undo,
    },
  ];
}

/** Looks, before anything is taken away, for what the drop would break or lose: a row for each objection. */
function contractCheck(moved: MovedColumn): StepDraft {
  const { catalog, source, target, idPrefix } = moved;
  const doomed = { relation: source.relation, old: source.column, to: said(target) };
  const [left, right] = [said(source), said(target)];
  const objection = (text: string, from: string) =>
    `SELECT ${quoteLiteral(`${text}: `)} || pg_catalog.count(*)::pg_catalog.text || '.'\n${from}\nHAVING pg_catalog.count(*) > 0`;
  const carries = `carries ${said(source)} over to ${target.relation} and back`;
  return {
    id: `${idPrefix}-check`,
    title: `Check that nothing in the database still names ${said(source)} and that ${said(target)} says the same`,
    kind: "check",
    statements: [
      [
        namedByTriggers(doomed, source.table),
        namedByFunctions(doomed, source.table),
        dependents(doomed),
        brokenSync(source, sourceBody(moved), carries),
        brokenSync(target, targetBody(moved), carries),
        hiddenRows(source),
        hiddenRows(target),
        objection(
          `Rows in which ${left} and ${right} differ`,
          `FROM ${source.relation} JOIN ${target.relation} ON ${belongs(target, source, source.relation)} WHERE ${differ(left, right, source.column, catalog)}`,
        ),
        objection(
          `Rows of ${source.relation} with a value that no row of ${target.relation} can take`,
          `FROM ${source.relation} WHERE ${isNotNull(left, source.column, catalog)} AND NOT EXISTS (SELECT FROM ${target.relation} WHERE ${belongs(target, source, source.relation)})`,
        ),
      ].join("\nUNION ALL\n"),
    ],
    // Never done while the column is there: what was clear yesterday says nothing about now.
    probe: probeAll(not(is.column(source.relation, source.column.name))),
    estimate: rowsEstimate("scan", source.table),
    revert: [],
  };
}

/** The old column again, from the new place; rows that have none there get what they held. */
function undoDrop(moved: MovedColumn): readonly RevertDraft[] | CannotCopy {
  const { catalog, source, target, kept, idPrefix } = moved;
  const { table, relation, column } = source;
  const undo = `${idPrefix}-undo`;
  const name = quoteIdentifier(column.name);
  const order: AttachmentOrder = {
    table,
    relation,
    from: { ...column, notNull: false },
    to: column.name,
    nameOf: (one) => one,
    serverMajor: catalog.serverMajor,
    idPrefix: undo,
  };
  const again = attachmentDrafts(order);
  if ("what" in again) return again;
  const from: BackfillSpec = {
    relation: target.relation,
    key: [...target.key],
    writes: [carryRows(moved, target, source)],
  };
  const own: BackfillSpec = {
    relation,
    key: [...source.key],
    writes: [
      {
        kind: "update",
        assignments: [{ column: column.name, expression: `(SELECT kept.${name} ${keptOfRow(kept)})` }],
        pending:
          `${isNull(`${relation}.${name}`, column, catalog)} AND EXISTS (SELECT ${keptOfRow(kept)}) ` +
          `AND NOT EXISTS (SELECT FROM ${target.relation} WHERE ${belongs(target, source, relation)})`,
        archive: null,
      },
    ],
  };
  const fill = (id: string, title: string, spec: BackfillSpec): RevertDraft => ({
    id,
    title,
    kind: "backfill",
    statements: batchText(spec),
    backfill: spec,
    probe: backfillProbe(spec),
  });
  return [
    functions(moved, `${undo}-functions`),
    {
      id: `${undo}-column`,
      title: `Add ${said(source)} again and carry what is written to either over to the other`,
      kind: "ddl",
      statements: [
        ...columnStatements(relation, column, column.name),
        // Set after the column is there: rows that exist are filled from the other table, not with the default.
        ...(column.default === null
          ? []
          : [`ALTER TABLE ${relation} ALTER COLUMN ${name} SET DEFAULT ${column.default}`]),
        ...grantRights(target),
        ...grantRights(source),
        ...triggerStatements(source, FIRES),
        ...triggerStatements(target, FIRES),
      ],
      probe: probeAll(is.columnOfType(relation, column.name, column.type), fires(source), fires(target)),
      after: withColumn(table, { ...column, notNull: false }),
    },
    fill(`${undo}-rows`, `Carry ${said(target)} back to ${said(source)}, in batches`, from),
    fill(`${undo}-kept`, `Give rows without one in ${target.relation} what they held, in batches`, own),
    ...again,
  ];
}
