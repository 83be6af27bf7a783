import { quoteIdentifier, quoteLiteral } from "@/lib/sql/identifiers";
import { boundCondition } from "@/lib/sql/partition-bound";
import { differ } from "../column-values";
import { brokenSync } from "../contract-check";
import { is, not, probeAll } from "../probe";
import type { StepDraft } from "../step-list";
import { carryBody, sameKey } from "./carry-trigger";
import { hiddenName, type Lead, other, type Repartitioned } from "./repartitioned";

const oidOf = (relation: string) => `pg_catalog.to_regclass(${quoteLiteral(relation)})`;

/** Before anything is made: what the plan cannot see in its catalog, and rows that no partition would take. */
export function firstCheck(one: Repartitioned): StepDraft {
  return {
    id: `${one.idPrefix}-check`,
    title: `Check that all that hangs on ${one.relation} can be carried over, and that every row has a partition`,
    kind: "check",
    statements: [[...hindrances(one), ...rowsOutside(one)].join("\nUNION ALL\n")],
    probe: probeAll(is.relation(hiddenName(one, "partitioned"))),
    revert: [],
  };
}

/** Both tables hold the same rows, byte for byte, and the trigger that keeps them so is what we made. */
export function compareCheck(
  one: Repartitioned,
  lead: Lead,
  { id, done, more = [] }: { readonly id: string; readonly done: string; readonly more?: readonly string[] },
): StepDraft {
  return {
    id: `${one.idPrefix}-${id}`,
    title: `Check that ${one.relation} and ${hiddenName(one, other(lead))} hold the same rows`,
    kind: "check",
    statements: [
      [
        ...more,
        brokenSync(one, carryBody(one, lead), `keeps ${hiddenName(one, other(lead))} in step`),
        ...differences(one, lead),
      ].join("\nUNION ALL\n"),
    ],
    probe: probeAll(done),
    // The one that is new here, in the catalog, has no rows yet.
    sizedAs: one.table,
    revert: [],
  };
}

function differences(one: Repartitioned, lead: Lead): readonly string[] {
  const follower = hiddenName(one, other(lead));
  const first = quoteIdentifier(one.key[0] ?? "");
  const unlike = one.columns
    .map((column) => {
      const name = quoteIdentifier(column.name);
      return differ(`a.${name}`, `b.${name}`, column, one.catalog);
    })
    .map((text) => `(${text})`)
    .join(" OR ");
  // One statement and so one moment for all three.
  return [
    `SELECT pg_catalog.format(${quoteLiteral(
      `Rows only in ${one.relation}: %s, only in ${follower}: %s, with other values: %s.`,
    )}, d.missing, d.more, d.other)
FROM (SELECT pg_catalog.count(*) FILTER (WHERE b.${first} IS NULL) AS missing, pg_catalog.count(*) FILTER (WHERE a.${first} IS NULL) AS more,
    pg_catalog.count(*) FILTER (WHERE a.${first} IS NOT NULL AND b.${first} IS NOT NULL) AS other
  FROM ${one.relation} AS a FULL JOIN ${follower} AS b ON ${sameKey(one, "a", "b")}
  WHERE a.${first} IS NULL OR b.${first} IS NULL OR ${unlike}) AS d
WHERE d.missing + d.more + d.other > 0`,
  ];
}

/** Rows that no partition takes; none where there is a default, and by hash, where every row has one. */
function rowsOutside(one: Repartitioned): readonly string[] {
  if (one.partitions.some(({ bound }) => bound === "DEFAULT")) return [];
  const taken = one.partitions.map(({ tree }) => boundCondition(tree, one.partitionColumns, one.by));
  if (taken.some((condition) => condition === null)) return [];
  return [
    `SELECT ${quoteLiteral("Rows that no partition takes: ")} || pg_catalog.count(*)::pg_catalog.text || ${quoteLiteral(". Add partitions for them, or a default one.")}
FROM ${one.relation} WHERE (${taken.map((condition) => `(${condition})`).join(" OR ")}) IS NOT TRUE
HAVING pg_catalog.count(*) > 0`,
  ];
}

/** Objects that would go on meaning the plain table by its number, and what the new one could not be. */
export function hindrances(one: Repartitioned): readonly string[] {
  const { relation, incoming, views } = one;
  const known = [
    ...incoming.map(
      (key) =>
        `(d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objid IN (SELECT c.oid FROM pg_catalog.pg_constraint AS c WHERE c.conrelid = ${oidOf(key.relation)} AND c.conname = ${quoteLiteral(key.constraint.name)}))`,
    ),
    ...views.map(
      (view) =>
        `(d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid IN (SELECT r.oid FROM pg_catalog.pg_rewrite AS r JOIN pg_catalog.pg_class AS v ON v.oid = r.ev_class JOIN pg_catalog.pg_namespace AS n ON n.oid = v.relnamespace WHERE n.nspname = ${quoteLiteral(view.schema)} AND v.relname = ${quoteLiteral(view.name)}))`,
    ),
  ];
  return [
    `SELECT ${quoteLiteral(`Objects depend on ${relation} and would stay with the old table: `)} || pg_catalog.string_agg(DISTINCT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid), ', ') || '.' AS problem
FROM pg_catalog.pg_class AS t JOIN pg_catalog.pg_type AS y ON y.oid = t.reltype
  JOIN pg_catalog.pg_depend AS d ON (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = t.oid)
    OR (d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid IN (y.oid, y.typarray))
WHERE t.oid = ${oidOf(relation)} AND d.deptype = 'n'${known.map((each) => `\n  AND NOT ${each}`).join("")}
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS o WHERE o.classid = d.classid AND o.objid = d.objid
    AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjid = t.oid AND o.deptype IN ('a', 'i'))
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_attrdef AS e WHERE d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND e.oid = d.objid AND e.adrelid = t.oid)
HAVING pg_catalog.count(*) > 0`,
    `SELECT ${quoteLiteral(`${relation} has rules, which are not carried over.`)} WHERE EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE ev_class = ${oidOf(relation)})`,
    `SELECT ${quoteLiteral(`${relation} is unlogged or temporary: a partitioned table is not.`)} WHERE EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = ${oidOf(relation)} AND relpersistence <> 'p')`,
    `SELECT ${quoteLiteral(`${relation} is owned by another role than the one that makes the new table, which would own that.`)} WHERE EXISTS (SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_roles AS r ON r.oid = c.relowner WHERE c.oid = ${oidOf(relation)} AND r.rolname <> CURRENT_USER)`,
  ];
}

/**
 * Rights that were given or taken on one of the tables only: whoever reads the other one must not gain or lose any.
 * `beside` is what the table beside the one with the app's name is called when it is asked.
 */
export function otherRights(one: Repartitioned, lead: Lead, beside = hiddenName(one, other(lead))): string {
  const rights = (relation: string) =>
    `(SELECT NULL::pg_catalog.name AS attname, acl.grantee, acl.privilege_type, acl.is_grantable
    FROM pg_catalog.pg_class AS c, pg_catalog.aclexplode(c.relacl) AS acl WHERE c.oid = ${oidOf(relation)} AND acl.grantee <> c.relowner
  UNION SELECT a.attname, acl.grantee, acl.privilege_type, acl.is_grantable
    FROM pg_catalog.pg_attribute AS a, pg_catalog.aclexplode(a.attacl) AS acl WHERE a.attrelid = ${oidOf(relation)} AND NOT a.attisdropped)`;
  return `SELECT ${quoteLiteral(`Rights on ${one.relation} and on ${hiddenName(one, other(lead))} differ: give or take the same on both.`)}
WHERE EXISTS (${rights(one.relation)} EXCEPT ${rights(beside)})
  OR EXISTS (${rights(beside)} EXCEPT ${rights(one.relation)})`;
}

/**
 * Behind the exchange of names: a GRANT or REVOKE that began before its commit means the table by its number, and so
 * reaches the one that is called otherwise now. For a column it does so at once; for the whole table it waits, and is
 * told `tuple concurrently updated` or done (observed on 15 and 18).
 */
export function rightsCheck(one: Repartitioned): StepDraft {
  return {
    id: `${one.idPrefix}-rights`,
    title: `Check that no right on ${one.relation} was given or taken while the names were exchanged`,
    kind: "check",
    statements: [otherRights(one, "partitioned")],
    probe: probeAll(is.relation(hiddenName(one, "plain")), `NOT EXISTS (${otherRights(one, "partitioned")})`),
    revert: [],
  };
}

export const isGone = (relation: string) => not(is.relation(relation));
