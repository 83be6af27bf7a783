import type { Catalog, Column, Sequence } from "@/lib/catalog/model";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { fitName } from "./names";

const LIMITS: Readonly<Record<string, readonly [min: string, max: string]>> = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

/** The name of a type that an identity column can have, else null. */
export function identityType(type: string): string | null {
  const names: Readonly<Record<string, string>> = {
    int: "integer",
    int2: "smallint",
    int4: "integer",
    int8: "bigint",
  };
  const name = names[type.replace(/^pg_catalog\./, "")] ?? type;
  return name in LIMITS ? name : null;
}

function identitySequence(catalog: Catalog, relation: string, column: string): Sequence | null {
  return (
    catalog.sequences.find((one) => one.ownedBy?.relation === relation && one.ownedBy.column === column) ??
    null
  );
}

/** `integer start 1 increment 1 minimum 1 maximum 2147483647 cache 1 cycle`, as the catalog gives it. */
function options(definition: string, type: string): string | null {
  const found =
    /^(.+) start (-?\d+) increment (-?\d+) minimum (-?\d+) maximum (-?\d+) cache (\d+)( cycle)?$/.exec(
      definition,
    );
  if (!found) return null;
  const [, was = "", start, increment, minimum = "", maximum = "", cache, cycle = ""] = found;
  // A limit that is the old type's own becomes the new one's, as ALTER COLUMN TYPE does it.
  const [low, high] = LIMITS[was] ?? ["", ""];
  const limit = (word: string, value: string, own: string, next: string | undefined) =>
    `${word} ${value === own ? next : value}`;
  return [
    `START WITH ${start}`,
    `INCREMENT BY ${increment}`,
    limit("MINVALUE", minimum, low, LIMITS[type]?.[0]),
    limit("MAXVALUE", maximum, high, LIMITS[type]?.[1]),
    `CACHE ${cache}`,
    cycle === "" ? "NO CYCLE" : "CYCLE",
  ].join(" ");
}

export interface IdentityMove {
  readonly catalog: Catalog;
  readonly relation: string;
  /** The column that has the identity in the catalog. */
  readonly of: Column;
  /** Names of the columns at that moment. */
  readonly loses: string;
  readonly gains: string;
  /** Of the column that gains it. */
  readonly type: string;
}

/**
 * The other column makes the numbers, from where the sequence stands. A sequence cannot change hands, so the new one takes
 * the old one's name and grants.
 */
export function moveIdentity({ catalog, relation, of, loses, gains, type }: IdentityMove): readonly string[] {
  const sequence = identitySequence(catalog, relation, of.name);
  if (of.identity === null || !sequence) return [];
  const name = relationName(sequence);
  const fresh = { schema: sequence.schema, name: fitName(sequence.name, "_moved") };
  const kind = of.identity === "always" ? "ALWAYS" : "BY DEFAULT";
  const wanted = `SEQUENCE NAME ${relationName(fresh)} ${options(sequence.definition ?? "", identityType(type) ?? type) ?? ""}`;
  return [
    `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(gains)} ADD GENERATED ${kind} AS IDENTITY (${wanted.trim()})`,
    `SELECT pg_catalog.setval(${quoteLiteral(relationName(fresh))}, last_value, is_called) FROM ${name}`,
    `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(loses)} DROP IDENTITY`,
    `ALTER SEQUENCE ${relationName(fresh)} RENAME TO ${quoteIdentifier(sequence.name)}`,
    ...(sequence.grants ?? []).map(
      ({ privilege, grantee, grantable }) =>
        `GRANT ${privilege} ON SEQUENCE ${name} TO ${/^public$/i.test(grantee) ? "PUBLIC" : quoteIdentifier(grantee)}${grantable ? " WITH GRANT OPTION" : ""}`,
    ),
  ];
}
