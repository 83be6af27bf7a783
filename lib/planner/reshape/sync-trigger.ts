import { quoteIdentifier, quoteLiteral } from "@/lib/sql/identifiers";
import { differ, differsFromDefault, isNotNull } from "../column-values";
import { isSet, isUnset, type Made, type Reshape, saidBy } from "./reshape";

/**
 * The trigger's body: whichever shape a write speaks to, the other one follows; where it speaks to both, the new one
 * leads. A batch of ours never speaks as the app: the columns it was filled from stay as they are, byte for byte.
 * Runs as the writing role; names, never OIDs, so that a restored dump accepts writes.
 */
export function syncBody(reshape: Reshape): string {
  const { olds, nexts, sequence, catalog } = reshape;
  const follow = (side: readonly Made[], indent: string) =>
    side
      .map((made) => `${indent}NEW.${quoteIdentifier(made.column.name)} := ${saidBy(reshape, made, "NEW.")};`)
      .join("\n");
  const changed = (side: readonly Made[]) =>
    side
      .map(({ column }) => {
        const name = quoteIdentifier(column.name);
        return differ(`NEW.${name}`, `OLD.${name}`, column, catalog);
      })
      .join(" OR ");
  // As text, so that the name is looked up at every call and survives the sequence being made anew.
  const trip = `tripped := pg_catalog.nextval(${quoteLiteral(sequence)}::pg_catalog.text);`;
  const given = olds.flatMap(({ column }) => {
    const name = `NEW.${quoteIdentifier(column.name)}`;
    const byOldCode = differsFromDefault(name, column, catalog);
    return byOldCode === null ? [] : [`(${isNotNull(name, column, catalog)} AND ${byOldCode})`];
  });
  const insertTrip =
    given.length === 0
      ? ""
      : `
      IF ${given.join(" OR ")} THEN
        ${trip}
      END IF;`;
  return `
DECLARE
  tripped pg_catalog.int8;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF ${isSet(reshape, nexts, "NEW.")} THEN
${follow(olds, "      ")}
    ELSE
${follow(nexts, "      ")}${insertTrip}
    END IF;
    RETURN NEW;
  END IF;
  IF pg_catalog.current_setting('interlock.backfill', true) = '1' THEN
    -- A batch of ours: what it fills from is taken as another trigger has just left it; what it gives stands.
    IF ${isUnset(reshape, nexts, "OLD.")} AND ${isSet(reshape, olds, "OLD.")} THEN
${follow(nexts, "      ")}
    ELSIF ${isUnset(reshape, olds, "OLD.")} THEN
      NULL;
    ELSIF ${changed(nexts)} THEN
${follow(olds, "      ")}
    ELSIF ${changed(olds)} THEN
${follow(nexts, "      ")}
    END IF;
    RETURN NEW;
  END IF;
  IF ${changed(nexts)} THEN
${follow(olds, "    ")}
  ELSIF ${changed(olds)} THEN
${follow(nexts, "    ")}
    ${trip}
  ELSIF ${isUnset(reshape, nexts, "NEW.")} THEN
${follow(nexts, "    ")}
  END IF;
  RETURN NEW;
END
`;
}
