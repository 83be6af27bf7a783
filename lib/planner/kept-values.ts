import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { isNotNull } from "./column-values";
import { findColumn } from "./find-table";
import { is, not, probeAll } from "./probe";
import type { RevertDraft, StepDraft } from "./step-list";

/** The values of columns, kept beside the key of their rows before the columns go. */
export interface KeptValues {
  readonly table: Table;
  /** As they are called when their values are copied. */
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  /** `interlock.name` of the table that keeps them. */
  readonly archive: string;
  readonly catalog: Catalog;
  readonly idPrefix: string;
}

/**
 * Before anything begins: no table of that name from an earlier change, whose values would be taken for this one's. It may
 * be all that is left of them, so nobody but a person decides.
 */
export function noEarlierKept(
  { archive, table, idPrefix }: Pick<KeptValues, "archive" | "table" | "idPrefix">,
  hasBegun: string,
): StepDraft {
  return {
    id: `${idPrefix}-kept-before`,
    title: `Check that no values are kept in ${archive} from an earlier change`,
    kind: "check",
    statements: [
      `SELECT ${quoteLiteral(
        `${archive} keeps values from an earlier change of ${relationName(table)}. Look whether they are needed, then drop or rename it.`,
      )} AS problem WHERE pg_catalog.to_regclass(${quoteLiteral(archive)}) IS NOT NULL`,
    ],
    probe: probeAll(hasBegun),
    revert: [],
  };
}

export function makeKeptTable({ table, columns, key, archive }: KeptValues): string {
  return createKept(archive, [...key.flatMap((name) => findColumn(table, name) ?? []), ...columns], []);
}

/** A table for copies of these columns, with `key` as its primary key where there is one. */
export function createKept(archive: string, kept: readonly Column[], key: readonly string[]): string {
  const columns = kept.map(
    ({ name, type, collation }) =>
      `${quoteIdentifier(name)} ${type}${collation === null ? "" : ` COLLATE ${collation}`}`,
  );
  const keyed = key.length > 0 ? [`PRIMARY KEY (${key.map(quoteIdentifier).join(", ")})`] : [];
  return `CREATE TABLE ${archive} (${[...columns, ...keyed].join(", ")})`;
}

export function dropKeptTable({ archive, idPrefix }: Pick<KeptValues, "archive" | "idPrefix">): RevertDraft {
  return {
    id: `${idPrefix}-keep-drop`,
    title: `Drop ${archive}`,
    kind: "ddl",
    statements: [`DROP TABLE ${archive}`],
    probe: probeAll(not(is.relation(archive))),
  };
}

/** Reads every row beside reads and writes. The key tells that it is done. */
export function copyKeptValues({ table, columns, key, archive, catalog, idPrefix }: KeptValues): StepDraft {
  const names = columns.map(({ name }) => name);
  const keys = key.map(quoteIdentifier).join(", ");
  const copied = [...key, ...names].map(quoteIdentifier).join(", ");
  const isSet = columns.map((column) => isNotNull(quoteIdentifier(column.name), column, catalog));
  return {
    id: `${idPrefix}-keep-values`,
    title: `Copy the values of ${names.join(", ")} to ${archive}`,
    kind: "archive",
    statements: [
      `INSERT INTO ${archive} (${copied}) SELECT ${copied} FROM ${relationName(table)} WHERE ${isSet.join(" OR ")}`,
      `ALTER TABLE ${archive} ADD PRIMARY KEY (${keys})`,
    ],
    probe: probeAll(is.primaryKey(archive)),
  };
}

/** The table made and filled, in this order, before what it keeps is dropped. `what` says in words what that is. */
export function keepDrafts(kept: KeptValues, what: string): readonly StepDraft[] {
  const make: StepDraft = {
    id: `${kept.idPrefix}-keep`,
    title: `Make ${kept.archive} for what ${what}`,
    kind: "ddl",
    statements: [makeKeptTable(kept)],
    probe: probeAll(is.relation(kept.archive)),
    revert: [dropKeptTable(kept)],
  };
  return [make, copyKeptValues(kept)];
}

/** SQL: `FROM` and `WHERE` of a query for the row's kept value, under the alias `kept`. */
export function keptOfRow({ table, key, archive }: KeptValues): string {
  const relation = relationName(table);
  const same = key
    .map((one) => `kept.${quoteIdentifier(one)} = ${relation}.${quoteIdentifier(one)}`)
    .join(" AND ");
  return `FROM ${archive} AS kept WHERE ${same}`;
}
