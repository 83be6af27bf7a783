import { quoteIdentifier } from "@/lib/sql/identifiers";
import { differ } from "../column-values";
import { INTERLOCK_SCHEMA } from "../names";
import { is, not } from "../probe";
import { overColumn } from "./expressions";
import { type Leader, pairOf, type RetypedColumn } from "./retyped-column";

/** The trigger's body. Runs as the writing role; names, never OIDs, so that a restored dump accepts writes. */
export function followBody(column: RetypedColumn, leader: Leader): string {
  const { follow, value } = pairOf(column, leader);
  return `
BEGIN
  NEW.${quoteIdentifier(follow.name)} := ${value("NEW")};
  RETURN NEW;
END
`;
}

/** Makes the function, or gives it the sides exchanged. */
export function functionStatements(column: RetypedColumn, leader: Leader): readonly string[] {
  const body = followBody(column, leader);
  let tag = "$interlock$";
  while (body.includes(tag)) tag = `${tag.slice(0, -1)}_$`;
  return [
    // Roles that are granted INSERT later need it too: the trigger runs as whoever writes.
    `GRANT USAGE ON SCHEMA ${INTERLOCK_SCHEMA} TO PUBLIC`,
    `CREATE OR REPLACE FUNCTION ${column.function}() RETURNS trigger LANGUAGE plpgsql AS ${tag}${body}${tag}`,
  ];
}

/**
 * One trigger for inserts and one for updates that change the lead: its WHEN is read right before it would fire, so it
 * sees what the app's own BEFORE triggers made of the row, and other updates do not pay for a call.
 * https://www.postgresql.org/docs/current/sql-createtrigger.html
 * ALWAYS: `session_replication_role = replica`, as apply workers have it, skips ordinary triggers.
 */
export function triggerStatements(column: RetypedColumn, leader: Leader): readonly string[] {
  const { relation, insertTrigger, updateTrigger, catalog } = column;
  const { lead } = pairOf(column, leader);
  const name = quoteIdentifier(lead.name);
  const changed = differ(`NEW.${name}`, `OLD.${name}`, lead, catalog);
  const create = (trigger: string, event: string, when: string) => [
    `CREATE TRIGGER ${quoteIdentifier(trigger)} BEFORE ${event} ON ${relation} FOR EACH ROW${when} EXECUTE FUNCTION ${column.function}()`,
    `ALTER TABLE ${relation} ENABLE ALWAYS TRIGGER ${quoteIdentifier(trigger)}`,
  ];
  return [
    ...create(insertTrigger, "INSERT", movedWhen(column, leader)),
    ...create(updateTrigger, "UPDATE", ` WHEN (${changed})`),
  ];
}

/**
 * A row that an UPDATE moves to another partition is inserted there, with all that it has (observed on 15 and 18): its
 * former value stays where that still gives the value it has now.
 */
function movedWhen({ table, up, old, next, formerName, isExact, catalog }: RetypedColumn, leader: Leader) {
  if (leader === "old" || isExact || table.kind !== "partitioned") return "";
  const former = `NEW.${quoteIdentifier(formerName)}`;
  const again = overColumn(up, old.name, ["new", formerName]) ?? up;
  const differs = differ(`(${again})::${next.type}`, `NEW.${quoteIdentifier(old.name)}`, next, catalog);
  return ` WHEN (${former} IS NULL OR ${differs})`;
}

export function dropTriggerStatements({
  relation,
  insertTrigger,
  updateTrigger,
}: RetypedColumn): readonly string[] {
  return [insertTrigger, updateTrigger].map(
    (trigger) => `DROP TRIGGER IF EXISTS ${quoteIdentifier(trigger)} ON ${relation}`,
  );
}

/** Conditions: the triggers are there, fire always, and call a function that fills the follower from the lead. */
export function follows(column: RetypedColumn, leader: Leader): readonly string[] {
  return [...triggersOf(column), is.routine(column.function, followBody(column, leader))];
}

export function followsNot(column: RetypedColumn): readonly string[] {
  return [...triggersOf(column), is.routine(column.function)].map(not);
}

function triggersOf(column: RetypedColumn): readonly string[] {
  return [column.insertTrigger, column.updateTrigger].map((trigger) =>
    is.trigger(column.relation, trigger, column.function),
  );
}
