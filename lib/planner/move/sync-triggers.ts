import { quoteIdentifier, quoteLiteral } from "@/lib/sql/identifiers";
import { differ, differsFromDefault, isNotNull } from "../column-values";
import { belongs, type MovedColumn, type Place } from "./moved-column";

/** Ends what app triggers on both tables that undo each other's work would go on with for ever. */
const DEEPEST = 12;

/**
 * The body of the trigger on one of the two tables: a write carries its value over to the row of the other one. Fires
 * after the row is there, so that what the app's own triggers made of it counts and the foreign key has been looked at.
 *
 * A row that is inserted locks its partner first, against updates: else a value that is written there at the same time would be
 * missed by both. Where it brings no value of its own it takes the partner's. Runs as the writing role; names, never OIDs.
 */
export function carryBody(
  { catalog, sequence }: MovedColumn,
  own: Place,
  other: Place,
  counts: boolean,
): string {
  const { column, relation, join } = own;
  const [name, otherName] = [quoteIdentifier(column.name), quoteIdentifier(other.column.name)];
  const moved = join
    .map((key) => `NEW.${quoteIdentifier(key)} IS DISTINCT FROM OLD.${quoteIdentifier(key)}`)
    .join(" OR ");
  const changed = differ(`NEW.${name}`, `OLD.${name}`, column, catalog);
  const given = differsFromDefault(`NEW.${name}`, column, catalog);
  const isGiven =
    given === null
      ? isNotNull(`NEW.${name}`, column, catalog)
      : `(${isNotNull(`NEW.${name}`, column, catalog)} AND ${given})`;
  const same = join
    .map((key) => `${relation}.${quoteIdentifier(key)} = NEW.${quoteIdentifier(key)}`)
    .join(" AND ");
  const quietly = (statement: string, indent: string) =>
    [
      "PERFORM pg_catalog.set_config('interlock.carried', '1', true);",
      `${statement};`,
      "PERFORM pg_catalog.set_config('interlock.carried', before, true);",
    ]
      .map((line) => `${indent}${line}`)
      .join("\n");
  const differs = differ(`${other.relation}.${otherName}`, `NEW.${name}`, other.column, catalog);
  // As text, so that the name is looked up at every call and survives the sequence being made anew.
  const trip = `
  IF before <> '1' AND ((TG_OP = 'INSERT' AND ${given === null ? "false" : isGiven}) OR (TG_OP = 'UPDATE' AND ${changed})) THEN
    PERFORM pg_catalog.nextval(${quoteLiteral(sequence)}::pg_catalog.text);
  END IF;`;
  const leaves = quietly(
    `UPDATE ${other.relation} SET ${otherName} = NULL WHERE ${belongs(other, own, "OLD")} AND ${isNotNull(`${other.relation}.${otherName}`, other.column, catalog)}`,
    "    ",
  );
  return `
DECLARE
  before text := COALESCE(pg_catalog.current_setting('interlock.carried', true), '');
  joins boolean := true;
  held pg_catalog.bool;
BEGIN
  IF pg_catalog.current_setting('interlock.backfill', true) = '1' OR pg_catalog.pg_trigger_depth() > ${DEEPEST} THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
${leaves}
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    joins := ${moved};
    IF NOT joins AND NOT (${changed}) THEN
      RETURN NULL;
    END IF;
  END IF;${counts ? trip : ""}
  IF joins AND TG_OP = 'UPDATE' THEN
${leaves}
  END IF;
  IF joins THEN
    SELECT ${isNotNull(`${other.relation}.${otherName}`, other.column, catalog)} INTO held FROM ${other.relation} WHERE ${belongs(other, own, "NEW")} FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
    IF held AND NOT ${isGiven} THEN
${quietly(
  `UPDATE ${relation} SET ${name} = ${other.relation}.${otherName} FROM ${other.relation} WHERE ${same} AND ${belongs(other, own, "NEW")}`,
  "      ",
)}
      RETURN NULL;
    END IF;
  END IF;
${quietly(`UPDATE ${other.relation} SET ${otherName} = NEW.${name} WHERE ${belongs(other, own, "NEW")} AND ${differs}`, "  ")}
  RETURN NULL;
END
`;
}
