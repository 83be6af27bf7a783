import type { Column, Table } from "@/lib/catalog/model";
import { freeRelationName } from "@/lib/change/names-in-catalog";
import type { SetIdentity } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { all, changedColumn, sequenceOf } from "../evolve";
import {
  addIdentity,
  identityMajors,
  noIdentityOverPartitions,
  ownedSequence,
  pastHighest,
  samePosition,
} from "../identity";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { treeOf } from "../partitioned-index";
import { is, not, probeAll } from "../probe";
import { ordinaryColumn, refuse } from "../refuse";
import { isSmall, smallTable } from "../small-table";
import { obeyRuleDeploy } from "../snippets/obey-rule";
import { type RevertDraft, StepList } from "../step-list";

/**
 * One short transaction: the default of a serial column goes, a sequence of the column's own comes and is set behind the
 * highest number and the old sequence, under the lock that keeps inserts out. Whoever says numbers where they are
 * always generated has to stop first.
 */
export const planSetIdentity: OperationPlanner<SetIdentity> = (
  { table: name, column: of, mode },
  context,
) => {
  const { catalog } = context;
  const found = ordinaryColumn(catalog, { table: name, column: of });
  if (!found.ok) return found;
  const { table, column, relation } = found.value;
  const full = `${relation}.${quoteIdentifier(column.name)}`;
  const notOver = noIdentityOverPartitions(catalog, table);
  if (notOver) return refuse("table", notOver);
  const idPrefix = `o${context.index + 1}`;
  const alter = `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column.name)}`;
  const list = new StepList(catalog);
  const changed = {
    probe: probeAll(is.identity(relation, column.name, mode)),
    after: changedColumn(table, column.name, { identity: mode, default: null }),
  };
  const reads = column.identity === null && !isIndexed(table, column);
  if (column.identity !== null) {
    const before = column.identity;
    list.add({
      id: `${idPrefix}-identity`,
      title: `Let ${full} be generated ${mode}`,
      kind: "ddl",
      statements: [`${alter} SET GENERATED ${mode.toUpperCase()}`],
      ...changed,
      revert: [
        {
          id: `${idPrefix}-identity-back`,
          title: `Let ${full} be generated ${before} again`,
          kind: "ddl",
          statements: [`${alter} SET GENERATED ${before.toUpperCase()}`],
          probe: probeAll(is.identity(relation, column.name, before)),
          after: changedColumn(table, column.name, { identity: before }),
        },
      ],
    });
  } else {
    if (reads && !isSmall(table)) {
      return refuse(
        "column",
        `no index of ${relation} begins with ${quoteIdentifier(column.name)}: to find the highest number all of ${relation} would be read while nobody can use it. Add an index on it first`,
      );
    }
    const serial = ownedSequence(catalog, relation, column.name);
    const isSerial = serial !== null && /^nextval\('.*'::regclass\)$/.test(column.default ?? "");
    if (column.default !== null && !isSerial) {
      return refuse(
        "column",
        `${full} has the default ${column.default}: drop it in a change before this one`,
      );
    }
    const sequence = {
      schema: table.schema,
      name: freeRelationName(catalog, table.schema, `${table.name}_${column.name}`, "_seq"),
    };
    const [own, old] = [relationName(sequence), serial && isSerial ? relationName(serial) : null];
    const back: RevertDraft = {
      id: `${idPrefix}-identity-drop`,
      title: `Number new rows of ${relation} as before`,
      kind: "ddl",
      statements: [
        ...(old ? [samePosition(own, old)] : []),
        `${alter} DROP IDENTITY`,
        ...(old ? [`ALTER SEQUENCE ${old} OWNED BY ${full}`, `${alter} SET DEFAULT ${column.default}`] : []),
      ],
      probe: probeAll(not(is.identity(relation, column.name))),
      after: changedColumn(table, column.name, { identity: null, default: column.default }),
    };
    list.add({
      id: `${idPrefix}-identity`,
      title: `Let a sequence of ${full}'s own number new rows, behind the highest number`,
      kind: "ddl",
      statements: [
        ...(old ? [`${alter} DROP DEFAULT`, `ALTER SEQUENCE ${old} OWNED BY NONE`] : []),
        addIdentity({
          relation,
          column: column.name,
          type: column.type,
          kind: mode,
          name: sequence,
          like: old ? serial : null,
        }),
        ...(old ? [samePosition(old, own)] : []),
        pastHighest(own, relation, column.name),
      ],
      ...changed,
      after: all(
        changed.after,
        ...(serial && old ? [sequenceOf(serial, null)] : []),
        sequenceOf(sequence, { relation, column: column.name }),
      ),
      revert: [back],
    });
  }
  const old = column.identity === null ? ownedSequence(catalog, relation, column.name) : null;
  const rule = `that no INSERT says a value for ${quoteIdentifier(column.name)}, unless with OVERRIDING SYSTEM VALUE`;
  return ok(
    partsOf({
      ...(mode === "always"
        ? {
            tighten: list.steps,
            deploys: [obeyRuleDeploy({ relation, table: table.name, rule })],
            compatibleWith: {
              expand: [],
              backfill: [`Only releases that leave ${column.name} to the database`],
              contract: [],
            },
          }
        : { expand: list.steps }),
      relations: treeOf(catalog, table).map(relationName),
      serverMajors: identityMajors(table),
      assumes: reads ? [smallTable(relation)] : [],
      summary: `Make ${full} an identity column, generated ${mode}`,
      findings: [
        ...(old
          ? [
              finding(
                "info",
                "sequence.left",
                relation,
                `${relationName(old)}, which numbered the rows until now, stays for the way back and belongs to no column any more. Code that names it has to say pg_get_serial_sequence(${quoteLiteral(relation)}, ${quoteLiteral(column.name)}).`,
              ),
            ]
          : []),
        ...(reads
          ? [
              finding(
                "warning",
                "rows.few",
                relation,
                `All of ${relation} is read while nobody can use it. It is planned so because it is small.`,
              ),
            ]
          : []),
      ],
    }),
  );
};

/** Whether the highest value is one entry of an index away. */
function isIndexed(table: Table, column: Column): boolean {
  return table.indexes.some(
    (index) =>
      index.valid &&
      index.predicate === null &&
      index.columns[0] === column.name &&
      (index.definition === "" || / USING btree \((?!\()/.test(index.definition)),
  );
}
