import type { Catalog, Column, Sequence, Table } from "@/lib/catalog/model";
import { type QualifiedName, quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { fitName } from "./names";
import { SERVER_MAJORS } from "./operation-plan";

const LIMITS: Readonly<Record<string, readonly [min: string, max: string]>> = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

/** https://www.postgresql.org/docs/release/17.0/; partitions take part in it (observed on 18). */
const OVER_PARTITIONS = 17;

/** Why the column cannot be an identity here; null where it can. */
export function noIdentityOverPartitions(catalog: Catalog, table: Table): string | null {
  if (table.kind !== "partitioned" || catalog.serverMajor >= OVER_PARTITIONS) return null;
  return `${relationName(table)} is partitioned: PostgreSQL has identity columns over partitions from ${OVER_PARTITIONS} on, and this server is ${catalog.serverVersion}. Number the rows by a default, nextval() of a sequence`;
}

/** The servers on which a plan about an identity of the table can run. */
export const identityMajors = ({ kind }: Table) =>
  kind === "partitioned" ? { ...SERVER_MAJORS, min: OVER_PARTITIONS } : SERVER_MAJORS;

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

/** The sequence that belongs to a column, of an identity or a serial one. */
export function ownedSequence(catalog: Catalog, relation: string, column: string): Sequence | null {
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
  /** The table that has the identity in the catalog. */
  readonly relation: string;
  /** Where another table has it now, or gets it: what that one is called at that moment. */
  readonly from?: string;
  readonly into?: string;
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
export function moveIdentity({
  catalog,
  relation,
  from = relation,
  into = relation,
  of,
  loses,
  gains,
  type,
}: IdentityMove): readonly string[] {
  const sequence = ownedSequence(catalog, relation, of.name);
  if (of.identity === null || !sequence) return [];
  const name = relationName(sequence);
  const fresh = { schema: sequence.schema, name: fitName(sequence.name, "_moved") };
  return [
    addIdentity({ relation: into, column: gains, type, kind: of.identity, name: fresh, like: sequence }),
    samePosition(name, relationName(fresh)),
    `ALTER TABLE ${from} ALTER COLUMN ${quoteIdentifier(loses)} DROP IDENTITY`,
    `ALTER SEQUENCE ${relationName(fresh)} RENAME TO ${quoteIdentifier(sequence.name)}`,
    ...sequenceGrants(sequence),
  ];
}

export interface NewIdentity {
  readonly relation: string;
  readonly column: string;
  readonly type: string;
  readonly kind: NonNullable<Column["identity"]>;
  /** Of the sequence. */
  readonly name: QualifiedName;
  /** The sequence whose start, step and limits it takes; null for Postgres' own. */
  readonly like: Sequence | null;
}

export function addIdentity({ relation, column, type, kind, name, like }: NewIdentity): string {
  const limits = options(like?.definition ?? "", identityType(type) ?? type) ?? "";
  const wanted = `SEQUENCE NAME ${relationName(name)} ${limits}`.trim();
  return `ALTER TABLE ${relation} ALTER COLUMN ${quoteIdentifier(column)} ADD GENERATED ${kind.toUpperCase()} AS IDENTITY (${wanted})`;
}

export function sequenceGrants(sequence: Sequence): readonly string[] {
  return (sequence.grants ?? []).map(
    ({ privilege, grantee, grantable }) =>
      `GRANT ${privilege} ON SEQUENCE ${relationName(sequence)} TO ${/^public$/i.test(grantee) ? "PUBLIC" : quoteIdentifier(grantee)}${grantable ? " WITH GRANT OPTION" : ""}`,
  );
}

/** One sequence goes on where the other stands. */
export function samePosition(from: string, to: string): string {
  return `SELECT pg_catalog.setval(${quoteLiteral(to)}, last_value, is_called) FROM ${from} LIMIT 1`;
}

/** The sequence goes on behind the column's highest number where it is not further; reads one entry of an index. */
export function pastHighest(sequence: string, relation: string, column: string): string {
  const name = quoteIdentifier(column);
  return (
    `SELECT pg_catalog.setval(${quoteLiteral(sequence)}, h.${name}) ` +
    `FROM (SELECT ${name} FROM ${relation} ORDER BY ${name} DESC NULLS LAST LIMIT 1) AS h, ${sequence} AS s ` +
    `WHERE h.${name} >= s.last_value LIMIT 1`
  );
}
