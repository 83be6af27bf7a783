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

/** Ends what statements of app triggers on both tables that undo each other's work would go on with for ever. */
const DEEPEST = 12;

/** There, back and there once more: enough where the app's triggers agree on some value, and an end where they do not. */
const TURNS = 3;

/**
 * The body of the trigger on the table that the values leave: a write carries them over to the row of the other one, and
 * bumps the tripwire. Fires after the row is there, so that what the app's own triggers made of it counts and the foreign
 * key has been looked at.
 *
 * The partner is locked first, against updates: else a value that is written there at the same time would be missed by both.
 * A row that is inserted and brings no value of its own takes the partner's. Runs as the writing role; names, never OIDs.
 *
 * What the app's own triggers on the other table make of a value, be it what the row held already or nothing at all, is
 * carried back. So that this ends, the triggers of our own writes stand still: they know them by the depth that
 * `interlock.carried` names, and what app triggers write deeper down is carried as any other write. What is carried is what
 * the row holds by then, not NEW: an AFTER trigger of the app may have written the row again. Rows that a batch of ours
 * writes are looked at likewise, though they trip nothing.
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
  IF speaks AND ${byOldCode} THEN
    ${trips}
  END IF;`;
  // The foreign key deletes rows too: those of rows that have gone.
  const tripDelete =
    way === "merge"
      ? `    IF speaks AND pg_catalog.pg_trigger_depth() = 1 AND EXISTS (SELECT FROM ${target.relation} WHERE ${belongs(target, source, "OLD")}) THEN
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
  const carried = (value: string) => `PERFORM pg_catalog.set_config('interlock.carried', ${value}, true);`;
  const leaves = `    ${carried("'0'")}
    UPDATE ${other.relation} SET ${setNull(other)} WHERE ${belongs(other, own, "OLD")} AND ${hasValue(other, catalog, other.relation)};
    ${carried("before")}`;
  const differ = differIn(other, own, catalog, other.relation, own.relation);
  /** Writes, and asks whether what is stored then differs from what was sent: null where nothing is. */
  const write = (statement: string, returning: string, differs: string) =>
    `WITH written AS (${statement} RETURNING ${returning}) SELECT pg_catalog.bool_or(${differs}) INTO apart FROM written;`;
  const exchange = (statement: string) => write(statement, `${differ} AS differs`, "written.differs");
  const pair = `${same} AND ${belongs(other, own, "NEW")} AND ${differ}`;
  const give = `UPDATE ${other.relation} SET ${setFrom(other, own, own.relation)} FROM ${own.relation} WHERE ${pair}`;
  const take = `UPDATE ${own.relation} SET ${setFrom(own, other, other.relation)} FROM ${other.relation} WHERE ${pair}`;
  // Not compared within: from 18 on NEW in RETURNING is the row written (manual, INSERT).
  const returned = other.columns.map(({ name }) => `made.${quoteIdentifier(name)}`).join(", ");
  const missing = make
    ? `IF ${hasNoValue(own, catalog, "NEW")} THEN
      RETURN NULL;
    END IF;
    ${carried("within")}
    ${write(make, returned, differIn(other, own, catalog, "written", "NEW"))}
    takes := true;`
    : "RETURN NULL;";
  return `
#variable_conflict use_column
DECLARE
  before text := COALESCE(pg_catalog.current_setting('interlock.carried', true), '');
  -- By the app itself: neither a batch of ours nor what the app's triggers write in answer to what was carried.
  speaks boolean := before = '' AND COALESCE(pg_catalog.current_setting('interlock.backfill', true), '') <> '1';
  within text := (pg_catalog.pg_trigger_depth() + 1)::text;
  joins boolean := true;
  held boolean;
  apart boolean;
  takes boolean;
BEGIN
  -- Written by the trigger of the other table, which looks itself at what came of it.
  IF before = pg_catalog.pg_trigger_depth()::text OR pg_catalog.pg_trigger_depth() > ${DEEPEST} THEN
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
  SELECT ${hasValue(other, catalog, other.relation)}, ${differIn(other, own, catalog, other.relation, "NEW")} INTO held, apart FROM ${other.relation} WHERE ${belongs(other, own, "NEW")} FOR NO KEY UPDATE;
  IF FOUND THEN
    takes := joins AND held AND NOT (${brings});
    ${carried("within")}
  ELSE
    ${missing}
  END IF;
  -- There, and where the app's own triggers made something else of it or wrote nothing: back, and there once more.
  FOR turn IN 1..${TURNS} LOOP
    EXIT WHEN NOT apart;
    IF takes THEN
      ${exchange(take)}
    ELSE
      ${exchange(give)}
    END IF;
    takes := NOT takes;
  END LOOP;
  ${carried("before")}
  RETURN NULL;
END
`;
}
