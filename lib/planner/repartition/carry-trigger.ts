import { quoteIdentifier } from "@/lib/sql/identifiers";
import { is } from "../probe";
import { hiddenName, isWidened, type Lead, other, type Repartitioned } from "./repartitioned";

export const list = (names: readonly string[]) => names.map(quoteIdentifier).join(", ");

/** SQL: two rows have one key. */
export const sameKey = ({ key }: Repartitioned, left: string, right: string) =>
  key.map((name) => `${left}.${quoteIdentifier(name)} = ${right}.${quoteIdentifier(name)}`).join(" AND ");

export const writtenColumns = ({ columns }: Repartitioned) => list(columns.map(({ name }) => name));

/**
 * The body of the trigger on the table that leads. What counts is what the lead holds once the statement is through, so
 * that the order of the events, rows that change keys with each other, and triggers of the app that write the row again
 * all end with the same row.
 *
 * Runs as the table's owner: roles need no right on the follower, and keep none.
 */
export function carryBody(one: Repartitioned, lead: Lead): string {
  const [from, into] = [one.relation, hiddenName(one, other(lead))];
  const target = other(lead) === "plain" ? one.primaryKey.columns : one.key;
  const rest = one.columns.map(({ name }) => name).filter((name) => !target.includes(name));
  const set = (rest.length > 0 ? rest : target.slice(0, 1))
    .map((name) => `${quoteIdentifier(name)} = excluded.${quoteIdentifier(name)}`)
    .join(", ");
  // The plain table still has the narrower key: a second row under it is refused, as before.
  const narrow = lead === "partitioned" && isWidened(one);
  const upsert = (row: string) =>
    `INSERT INTO ${into} AS kept (${writtenColumns(one)}) ${row} ON CONFLICT (${list(target)}) DO UPDATE SET ${set}`;
  const moved = one.key
    .map((name) => `NEW.${quoteIdentifier(name)} IS DISTINCT FROM OLD.${quoteIdentifier(name)}`)
    .join(" OR ");
  const old = one.columns.map(({ name }) => `OLD.${quoteIdentifier(name)}`).join(", ");
  return `
#variable_conflict use_column
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    ${one.incoming.length > 0 ? "DELETE FROM" : "TRUNCATE"} ${into};
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (${moved})) THEN
    IF pg_catalog.current_setting('transaction_isolation') <> 'read committed' THEN
      -- A copy younger than this transaction's snapshot is not seen by DELETE: the app is told to try again (40001).
      ${upsert(`SELECT ${old}`)};
    END IF;
    DELETE FROM ${into} AS kept WHERE ${sameKey(one, "kept", "OLD")}
      AND NOT EXISTS (SELECT FROM ${from} AS lead WHERE ${sameKey(one, "lead", "OLD")});
  END IF;
  IF TG_OP <> 'DELETE' THEN
    ${upsert(`SELECT ${writtenColumns(one)} FROM ${from} AS lead WHERE ${sameKey(one, "lead", "NEW")}`)}${
      narrow ? ` WHERE ${sameKey(one, "kept", "excluded")}` : ""
    };${
      narrow
        ? `
    IF NOT FOUND AND EXISTS (SELECT FROM ${from} AS lead WHERE ${sameKey(one, "lead", "NEW")}) THEN
      RAISE unique_violation USING MESSAGE = 'another row of the table has this key, which stays unique until the change is through';
    END IF;`
        : ""
    }
  END IF;
  RETURN NULL;
END
`;
}

/** Makes the function, or gives it the sides exchanged. Nobody but its owner may make a trigger of it. */
export function functionStatements(one: Repartitioned, lead: Lead): readonly string[] {
  const body = carryBody(one, lead);
  let tag = "$interlock$";
  while (body.includes(tag)) tag = `${tag.slice(0, -1)}_$`;
  return [
    `CREATE OR REPLACE FUNCTION ${one.function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS ${tag}${body}${tag}`,
    `REVOKE ALL ON FUNCTION ${one.function}() FROM PUBLIC`,
  ];
}

/** ALWAYS: `session_replication_role = replica`, as apply workers have it, skips ordinary triggers. */
export function triggerStatements({ relation, ...one }: Repartitioned): readonly string[] {
  const always = (name: string) => `ALTER TABLE ${relation} ENABLE ALWAYS TRIGGER ${quoteIdentifier(name)}`;
  return [
    `CREATE TRIGGER ${quoteIdentifier(one.trigger)} AFTER INSERT OR UPDATE OR DELETE ON ${relation} FOR EACH ROW EXECUTE FUNCTION ${one.function}()`,
    always(one.trigger),
    `CREATE TRIGGER ${quoteIdentifier(one.truncateTrigger)} AFTER TRUNCATE ON ${relation} FOR EACH STATEMENT EXECUTE FUNCTION ${one.function}()`,
    always(one.truncateTrigger),
  ];
}

export const dropTriggers = ({ relation, trigger, truncateTrigger }: Repartitioned): readonly string[] =>
  [trigger, truncateTrigger].map((name) => `DROP TRIGGER IF EXISTS ${quoteIdentifier(name)} ON ${relation}`);

/** Conditions: the triggers are there, fire always, and carry what is written to the lead over to the other. */
export const carries = (one: Repartitioned, lead: Lead): readonly string[] => [
  ...[one.trigger, one.truncateTrigger].map((name) => is.trigger(one.relation, name, one.function)),
  is.routine(one.function, carryBody(one, lead)),
];
