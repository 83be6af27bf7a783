import type { BackfillSpec } from "@/lib/contracts/plan";
import { quoteIdentifier, quoteLiteral } from "@/lib/sql/identifiers";
import type { AttachmentOrder, CannotCopy } from "../attached";
import { attachmentDrafts } from "../attachments";
import { backfillProbe, batchText } from "../backfill";
import { brokenSync, dependents, hiddenRows, namedByFunctions, namedByTriggers } from "../contract-check";
import { columnStatements } from "../copied-column";
import { dropFunction, makeSyncFunction, triggerStatements } from "../dual-write";
import { all, withColumn, withoutColumn } from "../evolve";
import { keepDrafts, keptOfRow, noEarlierKept } from "../kept-values";
import type { RowsToFill } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { castTo } from "../retype/expressions";
import type { ActionDraft, RevertDraft, StepDraft } from "../step-list";
import { agrees, isSet, isUnset, type Made, namesOf, type Reshape, saidBy } from "./reshape";
import { syncBody } from "./sync-trigger";

const keeps = ({ olds, nexts }: Reshape) => `${namesOf(olds)} and ${namesOf(nexts)} in step`;

const alter = ({ relation }: Reshape, what: (column: string) => string, side: readonly Made[]) =>
  `ALTER TABLE ${relation} ${side.map(({ column }) => what(quoteIdentifier(column.name))).join(", ")}`;

const makeFunction = (reshape: Reshape, id: string): ActionDraft =>
  makeSyncFunction(reshape, syncBody(reshape), { id, keeps: keeps(reshape) });

/** Nothing stands in the way; the expressions are what the server understands; then columns and trigger at once. */
export function expandDrafts(reshape: Reshape): readonly StepDraft[] {
  const { table, relation, nexts, olds, kept, idPrefix } = reshape;
  const hasBegun = nexts.map(({ column }) => is.column(relation, column.name));
  const isTriggered = is.trigger(relation, reshape.trigger, reshape.function);
  return [
    noEarlierKept(kept, `(${hasBegun.join(" OR ")})`),
    typeCheck(reshape, `(${hasBegun.join(" AND ")})`),
    {
      ...makeFunction(reshape, `${idPrefix}-function`),
      revert: [dropFunction(reshape, `${idPrefix}-function-drop`)],
    },
    {
      id: `${idPrefix}-columns`,
      // Column and trigger in one transaction: no write may fall between them.
      title: `Add ${namesOf(nexts)} to ${relation}, empty, and keep them in step with ${namesOf(olds)} from now on`,
      kind: "ddl",
      statements: [
        ...nexts.flatMap(({ column }) => columnStatements(relation, column, column.name)),
        ...triggerStatements(reshape),
      ],
      probe: probeAll(
        ...nexts.map(({ column }) => is.columnAsWritten(relation, column.name, column.type)),
        isTriggered,
      ),
      after: all(...nexts.map(({ column }) => withColumn(table, column))),
      revert: [
        {
          id: `${idPrefix}-columns-drop`,
          title: `Drop ${namesOf(nexts)}; ${namesOf(olds)} hold every value`,
          kind: "ddl",
          statements: [
            `DROP TRIGGER IF EXISTS ${quoteIdentifier(reshape.trigger)} ON ${relation}`,
            alter(reshape, (column) => `DROP COLUMN IF EXISTS ${column}`, nexts),
          ],
          probe: probeAll(
            ...nexts.map(({ column }) => not(is.column(relation, column.name))),
            not(isTriggered),
          ),
          after: all(...nexts.map(({ column }) => withoutColumn(table, column.name))),
        },
      ],
    },
  ];
}

/** A trigger's expressions are first read when the app writes: here the server reads them before there is a trigger. */
function typeCheck(reshape: Reshape, hasBegun: string): StepDraft {
  const { relation, olds, nexts, idPrefix } = reshape;
  const select = (side: readonly Made[]) =>
    side.map((made) => `${saidBy(reshape, made)} AS ${quoteIdentifier(made.column.name)}`).join(", ");
  const back = olds.map((made) =>
    castTo(saidBy(reshape, made), "text", made.column.type.replace(/\(.*\)/, "")),
  );
  return {
    id: `${idPrefix}-expressions`,
    title: `Check that the server understands the ways from ${namesOf(olds)} to ${namesOf(nexts)} and back`,
    kind: "check",
    statements: [
      `SELECT ${quoteLiteral("No row can be read.")} AS problem FROM (SELECT ${select(nexts)} FROM ${relation} LIMIT 0) AS there\n` +
        `WHERE ROW(${back.join(", ")}) IS NULL`,
    ],
    probe: probeAll(hasBegun),
    revert: [],
  };
}

/** Rows that are there already. What the trigger has filled, or the app has written, is left alone. */
export function fillOf(reshape: Reshape): RowsToFill {
  const { table, olds, nexts } = reshape;
  const gives = nexts.map((made) => `(${saidBy(reshape, made)}) IS NOT NULL`).join(" OR ");
  return {
    table,
    avoid: [],
    write: {
      kind: "update",
      assignments: nexts.map((made) => ({ column: made.column.name, expression: saidBy(reshape, made) })),
      pending: `${isUnset(reshape, nexts)} AND ${isSet(reshape, olds)} AND (${gives})`,
      archive: null,
    },
  };
}

export function contractDrafts(reshape: Reshape): readonly StepDraft[] | CannotCopy {
  const { table, relation, olds, nexts, kept, trigger, idPrefix } = reshape;
  const undo = undoDrop(reshape);
  if ("what" in undo) return undo;
  return [
    contractCheck(reshape),
    ...keepDrafts(kept, `${namesOf(olds)} held`),
    {
      id: `${idPrefix}-drop-old`,
      title: `Drop ${namesOf(olds)} of ${relation}, which ${namesOf(nexts)} stand for`,
      kind: "ddl",
      statements: [
        `DROP TRIGGER ${quoteIdentifier(trigger)} ON ${relation}`,
        alter(reshape, (column) => `DROP COLUMN ${column}`, olds),
        `DROP FUNCTION ${reshape.function}()`,
        `DROP SEQUENCE ${reshape.sequence}`,
      ],
      probe: probeAll(
        ...olds.map(({ column }) => not(is.column(relation, column.name))),
        not(is.trigger(relation, trigger, reshape.function)),
        not(is.routine(reshape.function)),
        not(is.tripwire(reshape.sequence)),
      ),
      after: all(...olds.map(({ column }) => withoutColumn(table, column.name))),
      revert: undo,
    },
  ];
}

/** Looks, before anything is taken away, for what the drop would break or lose: a row for each objection. */
function contractCheck(reshape: Reshape): StepDraft {
  const { table, relation, olds, nexts, idPrefix } = reshape;
  const [first] = olds;
  if (!first) throw new Error("a reshape has old columns");
  const uses = olds.flatMap(({ column: old }) => {
    const doomed = { relation, old, to: namesOf(nexts) };
    return [namedByTriggers(doomed, table), namedByFunctions(doomed, table), dependents(doomed)];
  });
  const apart = `${quoteLiteral(`Rows in which ${namesOf(olds)} and ${namesOf(nexts)} say different things: `)} || pg_catalog.count(*)::pg_catalog.text || '.'`;
  return {
    id: `${idPrefix}-check`,
    title: `Check that nothing in the database still names ${namesOf(olds)} and that every row says the same in both shapes`,
    kind: "check",
    statements: [
      [
        ...uses,
        brokenSync(reshape, syncBody(reshape), `keeps ${keeps(reshape)}`),
        hiddenRows({ relation }),
        `SELECT ${apart}\nFROM ${relation} WHERE NOT ${agrees(reshape, nexts)} AND NOT ${agrees(reshape, olds)}\nHAVING pg_catalog.count(*) > 0`,
      ].join("\nUNION ALL\n"),
    ],
    // Never done while the columns are there: what was clear yesterday says nothing about now.
    probe: probeAll(not(is.column(relation, first.column.name))),
    revert: [],
  };
}

/** The old columns again: as they were where that still stands for the new values, else by the way back. */
function undoDrop(reshape: Reshape): readonly RevertDraft[] | CannotCopy {
  const { table, relation, olds, nexts, key, kept, catalog, idPrefix } = reshape;
  const undo = `${idPrefix}-undo`;
  const again: StepDraft[] = [];
  for (const [at, { column }] of olds.entries()) {
    const order: AttachmentOrder = {
      table,
      relation,
      from: column,
      to: column.name,
      nameOf: (name) => name,
      catalog,
      idPrefix: `${undo}-${at + 1}`,
    };
    const made = attachmentDrafts(order);
    if ("what" in made) return made;
    again.push(...made);
  }
  const ofRow = `${keptOfRow(kept)} AND ${agrees(reshape, nexts, "kept.")}`;
  const gives = olds.map((made) => `(${saidBy(reshape, made)}) IS NOT NULL`).join(" OR ");
  const spec: BackfillSpec = {
    relation,
    key: [...key],
    writes: [
      {
        kind: "update",
        assignments: olds.map((made) => ({
          column: made.column.name,
          expression:
            `CASE WHEN EXISTS (SELECT ${ofRow}) THEN (SELECT kept.${quoteIdentifier(made.column.name)} ${ofRow}) ` +
            `ELSE ${castTo(saidBy(reshape, made), "text", made.column.type)} END`,
        })),
        pending: `${isUnset(reshape, olds)} AND (EXISTS (SELECT ${ofRow}) OR ${gives})`,
        archive: null,
      },
    ],
  };
  return [
    makeFunction(reshape, `${undo}-function`),
    {
      id: `${undo}-columns`,
      title: `Add ${namesOf(olds)} again and keep them in step with ${namesOf(nexts)}`,
      kind: "ddl",
      statements: [
        ...olds.flatMap(({ column }) => [
          ...columnStatements(relation, column, column.name),
          // Set after the column is there: rows that exist are filled from the new columns, not with the default.
          ...(column.default === null
            ? []
            : [
                `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column.name)} SET DEFAULT ${column.default}`,
              ]),
        ]),
        ...triggerStatements(reshape),
      ],
      probe: probeAll(
        ...olds.map(({ column }) => is.columnOfType(relation, column.name, column.type)),
        is.trigger(relation, reshape.trigger, reshape.function),
      ),
      after: all(...olds.map(({ column }) => withColumn(table, { ...column, notNull: false }))),
    },
    {
      id: `${undo}-rows`,
      title: `Fill ${namesOf(olds)}, in batches`,
      kind: "backfill",
      statements: batchText(spec),
      backfill: spec,
      probe: backfillProbe(spec),
    },
    ...again,
  ];
}
