import type { Catalog, Column } from "@/lib/catalog/model";
import { quoteIdentifier, quoteLiteral } from "@/lib/sql/identifiers";
import { differ, differsFromDefault, isNotNull, isNull } from "./column-values";
import { INTERLOCK_SCHEMA } from "./names";
import { is, probeAll } from "./probe";
import type { ActionDraft } from "./step-list";

/** The objects that keep two shapes of a row in step, and tell who speaks to the old one only. */
export interface SyncObjects {
  /** `schema.name` of the table. */
  readonly relation: string;
  /** In schema `interlock`, qualified. */
  readonly function: string;
  readonly sequence: string;
  readonly trigger: string;
}

export interface DualWrite extends SyncObjects {
  /** The old column, which keeps the default while both live. */
  readonly old: Column;
  /** The new column's name. */
  readonly to: string;
  readonly catalog: Catalog;
}

/**
 * The trigger's body. It keeps two columns equal whichever of them a write speaks to:
 * an insert that gives the new one wins over the old one's default; an update that changes both means the new one.
 * Runs as the writing role; names, never OIDs, so that a restored dump accepts writes.
 */
export function dualWriteBody({ old, to, catalog, sequence }: DualWrite): string {
  const [oldName, newName] = [quoteIdentifier(old.name), quoteIdentifier(to)];
  const changed = (name: string) => differ(`NEW.${name}`, `OLD.${name}`, old, catalog);
  const isSet = (value: string) => isNotNull(value, old, catalog);
  const isUnset = (value: string) => isNull(value, old, catalog);
  const byOldCode = differsFromDefault(`NEW.${oldName}`, old, catalog);
  // As text, so that the name is looked up at every call and survives the sequence being made anew.
  // Assigned, because PL/pgSQL computes a plain expression much faster than the query that PERFORM is.
  const trip = `tripped := pg_catalog.nextval(${quoteLiteral(sequence)}::pg_catalog.text);`;
  const insertTrip = byOldCode
    ? `
      IF ${isSet(`NEW.${oldName}`)} AND ${byOldCode} THEN
        ${trip}
      END IF;`
    : "";
  return `
DECLARE
  tripped pg_catalog.int8;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF ${isSet(`NEW.${newName}`)} THEN
      NEW.${oldName} := NEW.${newName};
    ELSE
      NEW.${newName} := NEW.${oldName};${insertTrip}
    END IF;
    RETURN NEW;
  END IF;
  IF pg_catalog.current_setting('interlock.backfill', true) = '1' THEN
    -- A batch of ours: the empty side follows the other, also where another trigger has just changed that one.
    IF ${isUnset(`OLD.${newName}`)} AND ${isSet(`OLD.${oldName}`)} THEN
      NEW.${newName} := NEW.${oldName};
    ELSIF ${isUnset(`OLD.${oldName}`)} AND ${isSet(`OLD.${newName}`)} THEN
      NEW.${oldName} := NEW.${newName};
    ELSIF ${changed(newName)} THEN
      NEW.${oldName} := NEW.${newName};
    ELSE
      NEW.${newName} := NEW.${oldName};
    END IF;
    RETURN NEW;
  END IF;
  IF ${changed(newName)} THEN
    NEW.${oldName} := NEW.${newName};
  ELSIF ${changed(oldName)} THEN
    NEW.${newName} := NEW.${oldName};
    ${trip}
  ELSIF ${isUnset(`NEW.${newName}`)} AND ${isSet(`NEW.${oldName}`)} THEN
    NEW.${newName} := NEW.${oldName};
  ELSIF ${isUnset(`NEW.${oldName}`)} AND ${isSet(`NEW.${newName}`)} THEN
    NEW.${oldName} := NEW.${newName};
  END IF;
  RETURN NEW;
END
`;
}

export const makeFunction = (dual: DualWrite, id: string): ActionDraft =>
  makeSyncFunction(dual, dualWriteBody(dual), { id, keeps: `${dual.old.name} and ${dual.to} equal` });

/** Makes the function and the tripwire. They lie idle until a trigger calls them, so nobody notices. */
export function makeSyncFunction(
  dual: SyncObjects,
  body: string,
  { id, keeps }: { readonly id: string; readonly keeps: string },
): ActionDraft {
  return {
    id,
    title: `Create the function that keeps ${keeps}, and its tripwire`,
    kind: "ddl",
    statements: [...tripwireStatements(dual), functionStatement(dual, body)],
    probe: probeAll(is.routine(dual.function, body), is.tripwire(dual.sequence, { granted: true })),
  };
}

/** Roles that are granted INSERT later need the rights too: the trigger runs as whoever writes. */
export const tripwireStatements = ({ sequence }: Pick<SyncObjects, "sequence">): readonly string[] => [
  `CREATE SEQUENCE IF NOT EXISTS ${sequence}`,
  `GRANT USAGE ON SCHEMA ${INTERLOCK_SCHEMA} TO PUBLIC`,
  `GRANT USAGE ON SEQUENCE ${sequence} TO PUBLIC`,
];

export const functionStatement = ({ function: name }: Pick<SyncObjects, "function">, body: string): string =>
  `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS ${dollarQuoted(body)}`;

export function dropFunction(dual: SyncObjects, id: string): ActionDraft {
  return {
    id,
    title: "Drop the function and its tripwire",
    kind: "ddl",
    statements: [`DROP FUNCTION IF EXISTS ${dual.function}()`, `DROP SEQUENCE IF EXISTS ${dual.sequence}`],
    probe: probeAll(`NOT ${is.routine(dual.function)}`, `NOT ${is.tripwire(dual.sequence)}`),
  };
}

/**
 * BEFORE, without a column list: `UPDATE OF` looks at the SET list only and misses what the app's own triggers change.
 * ALWAYS: `session_replication_role = replica`, as apply workers have it, skips ordinary triggers.
 */
export function triggerStatements(
  dual: Pick<SyncObjects, "relation" | "trigger" | "function">,
  fires = "BEFORE INSERT OR UPDATE",
): readonly string[] {
  const trigger = quoteIdentifier(dual.trigger);
  return [
    `CREATE TRIGGER ${trigger} ${fires} ON ${dual.relation} FOR EACH ROW EXECUTE FUNCTION ${dual.function}()`,
    `ALTER TABLE ${dual.relation} ENABLE ALWAYS TRIGGER ${trigger}`,
  ];
}

/** A dollar quote whose tag does not occur in the text. */
function dollarQuoted(text: string): string {
  let tag = "$interlock$";
  while (text.includes(tag)) tag = `${tag.slice(0, -1)}_$`;
  return `${tag}${text}${tag}`;
}
