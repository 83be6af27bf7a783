import type { BackfillSpec, BatchWrite } from "@/lib/contracts/plan";
import { quoteIdentifier, quoteLiteral } from "@/lib/sql/identifiers";
import type { AttachmentOrder, CannotCopy } from "../attached";
import { attachmentDrafts } from "../attachments";
import { backfillProbe, batchText } from "../backfill";
import { brokenSync, dependents, hiddenRows, namedByFunctions, namedByTriggers } from "../contract-check";
import { columnStatements } from "../copied-column";
import { functionStatement, triggerStatements, tripwireStatements } from "../dual-write";
import { all, type Evolve, withColumn, withoutColumn } from "../evolve";
import { keepDrafts, keptOfRow, noEarlierKept } from "../kept-values";
import type { RowsToFill } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import type { ActionDraft, RevertDraft, StepDraft } from "../step-list";
import {
  belongs,
  differIn,
  grantRights,
  hasNoValue,
  hasValue,
  type MovedColumns,
  type Place,
  revokeRights,
  said,
  setFrom,
} from "./moved-column";
import { arriveBody, leaveBody } from "./sync-triggers";

export const FIRES = "AFTER INSERT OR UPDATE OR DELETE";

export const fires = ({ relation, trigger, function: name }: Place) => is.trigger(relation, trigger, name);

export function functions(moved: MovedColumns, id: string): ActionDraft {
  const { source, target, sequence } = moved;
  return {
    id,
    title: `Create the functions that carry ${said(source)} to ${target.relation} and back, and the tripwire`,
    kind: "ddl",
    statements: [
      ...tripwireStatements(moved),
      functionStatement(source, leaveBody(moved)),
      functionStatement(target, arriveBody(moved)),
    ],
    probe: probeAll(
      is.routine(source.function, leaveBody(moved)),
      is.routine(target.function, arriveBody(moved)),
      is.tripwire(sequence, { granted: true }),
    ),
  };
}

const dropObjects = ({ source, target, sequence }: MovedColumns) => [
  `DROP FUNCTION IF EXISTS ${source.function}()`,
  `DROP FUNCTION IF EXISTS ${target.function}()`,
  `DROP SEQUENCE IF EXISTS ${sequence}`,
];

const withGrants = (place: Place) =>
  place.grants.length > 0
    ? `; ${place.grants.map(({ role }) => role).join(", ")} may from now on read and write it there, as the trigger does in their name`
    : "";

/** How the new place comes about, and goes when expand is taken back. */
export interface NewPlace {
  readonly title: string;
  readonly make: readonly string[];
  readonly drop: readonly string[];
  /** SQL conditions: it is there. */
  readonly isThere: readonly string[];
  readonly after: Evolve;
  readonly afterDrop: Evolve;
}

/** New columns of a table that is there. */
export function newColumns({ target }: MovedColumns): NewPlace {
  const { table, relation, columns } = target;
  return {
    title: `Add ${said(target)}, empty`,
    make: columns.flatMap((column) => columnStatements(relation, column, column.name)),
    drop: [
      `ALTER TABLE ${relation} ${columns.map(({ name }) => `DROP COLUMN ${quoteIdentifier(name)}`).join(", ")}`,
    ],
    isThere: columns.map(({ name }) => is.column(relation, name)),
    after: all(...columns.map((column) => withColumn(table, column))),
    afterDrop: all(...columns.map(({ name }) => withoutColumn(table, name))),
  };
}

/** First the new place, which nobody writes yet, then the old one: from there on no write is missed. */
export function expandDrafts(moved: MovedColumns, place: NewPlace): readonly StepDraft[] {
  const { source, target, kept, idPrefix } = moved;
  const isThere = `(${place.isThere.join(" OR ")})`;
  return [
    noEarlierKept(kept, isThere),
    {
      ...functions(moved, `${idPrefix}-functions`),
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
      id: `${idPrefix}-place`,
      title: `${place.title}, and carry what is written there back to ${said(source)}${withGrants(target)}`,
      kind: "ddl",
      statements: [
        ...place.make,
        ...grantRights(target),
        ...grantRights(source),
        ...triggerStatements(target, FIRES),
      ],
      probe: probeAll(...place.isThere, fires(target)),
      after: place.after,
      revert: [
        {
          id: `${idPrefix}-place-drop`,
          title: `Drop ${said(target)}; ${said(source)} holds every value`,
          kind: "ddl",
          statements: [
            `DROP TRIGGER IF EXISTS ${quoteIdentifier(target.trigger)} ON ${target.relation}`,
            ...revokeRights(source),
            ...revokeRights(target),
            ...place.drop,
          ],
          probe: probeAll(not(isThere), not(fires(target))),
          after: place.afterDrop,
        },
      ],
    },
    {
      id: `${idPrefix}-carry`,
      title: `Carry what is written to ${said(source)} over to ${target.relation} from now on${withGrants(source)}`,
      kind: "ddl",
      statements: [...triggerStatements(source, FIRES)],
      probe: probeAll(fires(source)),
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

/** SQL: the walked row has a value, and the row of `other` that belongs to it is there without one. */
function waits({ catalog }: MovedColumns, walked: Place, other: Place): string {
  return `${hasValue(walked, catalog, walked.relation)} AND EXISTS (SELECT FROM ${other.relation} WHERE ${belongs(other, walked, walked.relation)} AND ${hasNoValue(other, catalog, other.relation)})`;
}

/** The walked rows stay locked until the commit, so what is carried is what they hold, whoever writes meanwhile. */
function carryRows(moved: MovedColumns, walked: Place, other: Place): BatchWrite {
  return {
    kind: "from-batch",
    statement:
      `UPDATE ${other.relation} SET ${setFrom(other, walked, "batch")} FROM batch ` +
      `WHERE ${belongs(other, walked, "batch")} AND ${hasNoValue(other, moved.catalog, other.relation)}`,
    pending: waits(moved, walked, other),
  };
}

/** A row of the other table for each that has a value and none there yet. */
export function makeRows({ catalog }: MovedColumns, walked: Place, other: Place): BatchWrite {
  const list = ({ join, columns }: Place) =>
    [...join, ...columns.map(({ name }) => name)].map(quoteIdentifier).join(", ");
  return {
    kind: "from-batch",
    statement: `INSERT INTO ${other.relation} (${list(other)}) SELECT ${list(walked)} FROM batch ON CONFLICT DO NOTHING`,
    pending: `${hasValue(walked, catalog, walked.relation)} AND NOT EXISTS (SELECT FROM ${other.relation} WHERE ${belongs(other, walked, walked.relation)})`,
  };
}

export function fillOf(moved: MovedColumns): RowsToFill {
  const { source, target, way } = moved;
  return {
    table: source.table,
    avoid: [],
    title: `Carry ${said(source)} over to ${target.relation} in batches`,
    write: way === "split" ? makeRows(moved, source, target) : carryRows(moved, source, target),
  };
}

export function contractDrafts(moved: MovedColumns): readonly StepDraft[] | CannotCopy {
  const { source, target, kept, idPrefix } = moved;
  const undo = undoDrop(moved);
  if ("what" in undo) return undo;
  return [
    contractCheck(moved, {
      uses: usesOf(moved),
      isThere: `(${source.columns.map(({ name }) => is.column(source.relation, name)).join(" OR ")})`,
    }),
    ...keepDrafts(kept, `${said(source)} held`),
    {
      id: `${idPrefix}-drop-old`,
      title: `Drop ${said(source)}, whose values are in ${said(target)}`,
      kind: "ddl",
      statements: [
        `DROP TRIGGER ${quoteIdentifier(source.trigger)} ON ${source.relation}`,
        `DROP TRIGGER ${quoteIdentifier(target.trigger)} ON ${target.relation}`,
        ...revokeRights(source),
        ...revokeRights(target),
        `ALTER TABLE ${source.relation} ${source.columns.map(({ name }) => `DROP COLUMN ${quoteIdentifier(name)}`).join(", ")}`,
        ...dropObjects(moved),
      ],
      probe: probeAll(
        ...source.columns.map(({ name }) => not(is.column(source.relation, name))),
        not(fires(source)),
        not(fires(target)),
        not(is.routine(source.function)),
        not(is.routine(target.function)),
        not(is.tripwire(moved.sequence)),
      ),
      after: all(...source.columns.map(({ name }) => withoutColumn(source.table, name))),
      revert: undo,
    },
  ];
}

/** What names the columns that go, or depends on them. */
function usesOf({ source, target }: MovedColumns): readonly string[] {
  return source.columns.flatMap((old) => {
    const doomed = { relation: source.relation, old, to: said(target) };
    return [
      namedByTriggers(doomed, source.table),
      namedByFunctions(doomed, source.table),
      dependents(doomed),
    ];
  });
}

/**
 * Looks, before anything is taken away, for what that would break or lose: a row for each objection. `uses` are queries for
 * what still uses the old place; `isThere` is a condition that holds until it has gone.
 */
export function contractCheck(
  moved: MovedColumns,
  { uses, isThere }: { readonly uses: readonly string[]; readonly isThere: string },
): StepDraft {
  const { catalog, source, target, idPrefix } = moved;
  const objection = (text: string, from: string) =>
    `SELECT ${quoteLiteral(`${text}: `)} || pg_catalog.count(*)::pg_catalog.text || '.'\n${from}\nHAVING pg_catalog.count(*) > 0`;
  const carries = `carries ${said(source)} over to ${target.relation} and back`;
  return {
    id: `${idPrefix}-check`,
    title: `Check that nothing in the database still names ${said(source)} and that ${said(target)} says the same`,
    kind: "check",
    statements: [
      [
        ...uses,
        brokenSync(source, leaveBody(moved), carries),
        brokenSync(target, arriveBody(moved), carries),
        hiddenRows(source),
        hiddenRows(target),
        objection(
          `Rows in which ${said(source)} and ${said(target)} differ`,
          `FROM ${source.relation} JOIN ${target.relation} ON ${belongs(target, source, source.relation)} WHERE ${differIn(source, target, catalog, source.relation, target.relation)}`,
        ),
        objection(
          `Rows of ${source.relation} with a value that no row of ${target.relation} can take`,
          `FROM ${source.relation} WHERE ${hasValue(source, catalog, source.relation)} AND NOT EXISTS (SELECT FROM ${target.relation} WHERE ${belongs(target, source, source.relation)})`,
        ),
      ].join("\nUNION ALL\n"),
    ],
    // Never done while the old place is there: what was clear yesterday says nothing about now.
    probe: probeAll(not(isThere)),
    revert: [],
  };
}

/** The old column again, from the new place; rows that have none there get what they held. */
function undoDrop(moved: MovedColumns): readonly RevertDraft[] | CannotCopy {
  const { catalog, source, target, kept, way, idPrefix } = moved;
  const { table, relation, columns } = source;
  const undo = `${idPrefix}-undo`;
  const again: StepDraft[] = [];
  for (const [at, column] of columns.entries()) {
    const order: AttachmentOrder = {
      table,
      relation,
      from: { ...column, notNull: false },
      to: column.name,
      nameOf: (one) => one,
      catalog,
      idPrefix: `${undo}-${at + 1}`,
    };
    const made = attachmentDrafts(order);
    if ("what" in made) return made;
    again.push(...made);
  }
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
        assignments: columns.map(({ name }) => ({
          column: name,
          expression: `(SELECT kept.${quoteIdentifier(name)} ${keptOfRow(kept)})`,
        })),
        pending:
          `${hasNoValue(source, catalog, relation)} AND EXISTS (SELECT ${keptOfRow(kept)}) ` +
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
        ...columns.flatMap((column) => [
          ...columnStatements(relation, column, column.name),
          // Set after the column is there: rows that exist are filled from the other table, not with the default.
          ...(column.default === null
            ? []
            : [
                `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column.name)} SET DEFAULT ${column.default}`,
              ]),
        ]),
        ...grantRights(target),
        ...grantRights(source),
        ...triggerStatements(source, FIRES),
        ...triggerStatements(target, FIRES),
      ],
      probe: probeAll(
        ...columns.map(({ name, type }) => is.columnOfType(relation, name, type)),
        fires(source),
        fires(target),
      ),
      after: all(...columns.map((column) => withColumn(table, { ...column, notNull: false }))),
    },
    fill(`${undo}-rows`, `Carry ${said(target)} back to ${said(source)}, in batches`, from),
    // Where each value had a row of its own, one without a row was taken away since.
    ...(way === "split"
      ? []
      : [
          fill(`${undo}-kept`, `Give rows without one in ${target.relation} what they held, in batches`, own),
        ]),
    ...again,
  ];
}
