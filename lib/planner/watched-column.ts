import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { differ, differsFromDefault, isNotNull } from "./column-values";
import { dualWriteNames, fitName, INTERLOCK_SCHEMA, lastTriggerName } from "./names";
import { inInterlock, is, not, probeAll } from "./probe";
import type { StepDraft } from "./step-list";

/** A column that is to go, and the objects that tell whether anybody still writes it. */
export interface WatchedColumn {
  readonly table: Table;
  readonly relation: string;
  readonly column: Column;
  readonly function: string;
  readonly sequence: string;
  readonly trigger: string;
}

/** The tripwire's names are those of a rename to nothing: the same every time it is planned. */
export function watchedColumn(table: Table, column: Column): WatchedColumn | null {
  const doomed = { schema: table.schema, table: table.name, column: column.name, to: "" };
  const trigger = lastTriggerName(doomed, table);
  if (!trigger) return null;
  const names = dualWriteNames(doomed);
  return {
    table,
    relation: relationName(table),
    column,
    function: inInterlock(fitName(names.function.replace(/_sync$/, ""), "_watch")),
    sequence: inInterlock(names.sequence),
    trigger,
  };
}

/** Bumped by every write that gives the column a value or changes it. */
function watchBody({ column, sequence }: WatchedColumn, catalog: Catalog): string {
  const name = quoteIdentifier(column.name);
  const given = differsFromDefault(`NEW.${name}`, column, catalog);
  const set = isNotNull(`NEW.${name}`, column, catalog);
  return `
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF ${set}${given === null || given === set ? "" : ` AND ${given}`} THEN
      PERFORM pg_catalog.nextval(${quoteLiteral(sequence)}::pg_catalog.text);
    END IF;
  ELSIF ${differ(`NEW.${name}`, `OLD.${name}`, column, catalog)} THEN
    PERFORM pg_catalog.nextval(${quoteLiteral(sequence)}::pg_catalog.text);
  END IF;
  RETURN NEW;
END
`;
}

export function watchStatements(watched: WatchedColumn, catalog: Catalog): readonly string[] {
  const { relation, sequence, trigger } = watched;
  const body = watchBody(watched, catalog);
  const tag = body.includes("$interlock$") ? "$interlock_watch$" : "$interlock$";
  return [
    `CREATE SEQUENCE IF NOT EXISTS ${sequence}`,
    `GRANT USAGE ON SCHEMA ${INTERLOCK_SCHEMA} TO PUBLIC`,
    `GRANT USAGE ON SEQUENCE ${sequence} TO PUBLIC`,
    `CREATE OR REPLACE FUNCTION ${watched.function}() RETURNS trigger LANGUAGE plpgsql AS ${tag}${body}${tag}`,
    `CREATE TRIGGER ${quoteIdentifier(trigger)} BEFORE INSERT OR UPDATE ON ${relation} FOR EACH ROW EXECUTE FUNCTION ${watched.function}()`,
    `ALTER TABLE ${relation} ENABLE ALWAYS TRIGGER ${quoteIdentifier(trigger)}`,
  ];
}

export function unwatchStatements({
  relation,
  sequence,
  trigger,
  ...watched
}: WatchedColumn): readonly string[] {
  return [
    `DROP TRIGGER ${quoteIdentifier(trigger)} ON ${relation}`,
    `DROP FUNCTION ${watched.function}()`,
    `DROP SEQUENCE ${sequence}`,
  ];
}

export const isWatched = ({ relation, trigger, ...watched }: WatchedColumn) =>
  is.trigger(relation, trigger, watched.function);

/** Watches from now on. `done` also when the column is gone: contract takes the watch away with it. */
export function watchStep(watched: WatchedColumn, catalog: Catalog, idPrefix: string): StepDraft {
  const { relation, column } = watched;
  return {
    id: `${idPrefix}-watch`,
    title: `Watch for writes to ${column.name} of ${relation}`,
    kind: "ddl",
    statements: watchStatements(watched, catalog),
    probe: probeAll(`(${isWatched(watched)} OR ${not(is.column(relation, column.name))})`),
    revert: [
      {
        id: `${idPrefix}-unwatch`,
        title: "Stop watching",
        kind: "ddl",
        statements: unwatchStatements(watched),
        probe: probeAll(not(isWatched(watched))),
      },
    ],
  };
}
