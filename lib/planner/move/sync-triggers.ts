import { quoteIdentifier, quoteLiteral } from "@/lib/sql/identifiers";
import { differsFromDefault, isNotNull } from "../column-values";
import {
  belongs,
  differIn,
  hasNoValue,
  hasValue,
  type MovedColumns,
  type Place,
  setFrom,
  setNull,
} from "./moved-column";

/** Ends what app triggers on both tables that undo each other's work would go on with for ever. */
const DEEPEST = 12;

/**
 * The body of the trigger on the table that the values leave: a write carries them over to the row of the other one, and
 * bumps the tripwire. Fires after the row is there, so that what the app's own triggers made of it counts and the foreign
 * key has been looked at.
 *
 * A row that is inserted locks its partner first, against updates: else a value that is written there at the same time would be
 * missed by both. Where it brings no value of its own it takes the partner's. Runs as the writing role; names, never OIDs.
 *
 * On a table that goes whatever somebody writes is counted, but not what triggers of the app and the foreign key do in answer
 * to writes of the other table. A cascade's triggers fire at the depth of the statement that set it off, unlike those of a
 * trigger's own statements (observed on 15 and 18).
 */
export function leaveBody({ catalog, source, target, sequence, way }: MovedColumns): string {
  const given = source.columns.flatMap((column) => {
    const value = `NEW.${quoteIdentifier(column.name)}`;
    const other = differsFromDefault(value, column, catalog);
    return other === null ? [] : [`(${isNotNull(value, column, catalog)} AND ${other})`];
  });
  const changed = differIn(source, source, catalog, "NEW", "OLD");
  // As text, so that the name is looked up at every call and survives the sequence being made anew.
  const trips = `PERFORM pg_catalog.nextval(${quoteLiteral(sequence)}::pg_catalog.text);`;
  const byInsert = given.length > 0 ? `(${given.join(" OR ")})` : "false";
  const byOldCode =
    way === "merge"
      ? `pg_catalog.pg_trigger_depth() = 1 AND (TG_OP = 'INSERT' OR NOT joins)`
      : `((TG_OP = 'INSERT' AND ${byInsert}) OR (TG_OP = 'UPDATE' AND ${changed}))`;
  const trip = `
  IF before <> '1' AND ${byOldCode} THEN
    ${trips}
  END IF;`;
  // The foreign key deletes rows too: those of rows that have gone.
  const tripDelete =
    way === "merge"
      ? `    IF before <> '1' AND pg_catalog.pg_trigger_depth() = 1 AND EXISTS (SELECT FROM ${target.relation} WHERE ${belongs(target, source, "OLD")}) THEN
      ${trips}
    END IF;
`
      : "";
  const make = way === "split" ? makeRow(source, target) : null;
  return carryBody({ own: source, other: target, catalog, trip, tripDelete, make });
}

/** The body of the trigger on the table that the values go to. */
export function arriveBody({ catalog, source, target, way }: MovedColumns): string {
  const make = way === "merge" ? makeRow(target, source) : null;
  return carryBody({ own: target, other: source, catalog, trip: "", tripDelete: "", make });
}

/** SQL: a row of the other place with what the trigger's own row says. */
function makeRow(own: Place, other: Place): string {
  const into = [...other.join, ...other.columns.map(({ name }) => name)].map(quoteIdentifier);
  const values = [...own.join, ...own.columns.map(({ name }) => name)].map(
    (name) => `NEW.${quoteIdentifier(name)}`,
  );
  return `INSERT INTO ${other.relation} AS made (${into.join(", ")}) VALUES (${values.join(", ")}) ON CONFLICT (${other.join.map(quoteIdentifier).join(", ")}) DO UPDATE SET ${setFrom(other, other, "excluded")}`;
}

function carryBody({
  own,
  other,
  catalog,
  trip,
  tripDelete,
  make,
}: {
  readonly own: Place;
  readonly other: Place;
  readonly catalog: MovedColumns["catalog"];
  readonly trip: string;
  readonly tripDelete: string;
  /** Makes the partner where there is none and there is a value for it. */
  readonly make: string | null;
}): string {
  const keys = own.join.map(quoteIdentifier);
  const moved = keys.map((key) => `NEW.${key} IS DISTINCT FROM OLD.${key}`).join(" OR ");
  const same = keys.map((key) => `${own.relation}.${key} = NEW.${key}`).join(" AND ");
  const brings = own.columns
    .map((column) => {
      const value = `NEW.${quoteIdentifier(column.name)}`;
      const isSet = isNotNull(value, column, catalog);
      return `(${isSet} AND ${differsFromDefault(value, column, catalog) ?? "true"})`;
    })
    .join(" OR ");
  const quietly = (statement: string, indent: string) =>
    [
      "PERFORM pg_catalog.set_config('interlock.carried', '1', true);",
      `${statement};`,
      "PERFORM pg_catalog.set_config('interlock.carried', before, true);",
    ]
      .map((line) => `${indent}${line}`)
      .join("\n");
  const leaves = quietly(
    `UPDATE ${other.relation} SET ${setNull(other)} WHERE ${belongs(other, own, "OLD")} AND ${hasValue(other, catalog, other.relation)}`,
    "    ",
  );
  const take = `UPDATE ${own.relation} SET ${setFrom(own, other, other.relation)} FROM ${other.relation} WHERE ${same} AND ${belongs(other, own, "NEW")}`;
  const give = `UPDATE ${other.relation} SET ${setFrom(other, own, "NEW")} WHERE ${belongs(other, own, "NEW")} AND ${differIn(other, own, catalog, other.relation, "NEW")}`;
  const missing = make
    ? `IF ${hasNoValue(own, catalog, "NEW")} THEN
        RETURN NULL;
      END IF;
${quietly(make, "      ")}`
    : "RETURN NULL;";
  return `
DECLARE
  before text := COALESCE(pg_catalog.current_setting('interlock.carried', true), '');
  joins boolean := true;
  held boolean;
BEGIN
  IF pg_catalog.current_setting('interlock.backfill', true) = '1' OR pg_catalog.pg_trigger_depth() > ${DEEPEST} THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
${tripDelete}${leaves}
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    joins := ${moved};
    IF NOT joins AND NOT ${differIn(own, own, catalog, "NEW", "OLD")} THEN
      RETURN NULL;
    END IF;
  END IF;${trip}
  IF joins AND TG_OP = 'UPDATE' THEN
${leaves}
  END IF;
  IF ${make ? "true" : "joins"} THEN
    SELECT ${hasValue(other, catalog, other.relation)} INTO held FROM ${other.relation} WHERE ${belongs(other, own, "NEW")} FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      ${missing}
    END IF;
    IF joins AND held AND NOT (${brings}) THEN
${quietly(take, "      ")}
      RETURN NULL;
    END IF;
  END IF;
${quietly(give, "  ")}
  RETURN NULL;
END
`;
}
