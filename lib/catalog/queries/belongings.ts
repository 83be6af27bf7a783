/** How the server is asked to write down what belongs to an object; every value is an SQL expression over the query's row. */
export interface Named {
  /** What `ALTER … OWNER TO` says, e.g. `'VIEW'`. */
  readonly alter: string;
  /** What `GRANT … ON` says, e.g. `'TABLE'`. */
  readonly grant: string;
  /** The object's name as SQL text. */
  readonly name: string;
  readonly owner: string;
  /** Null for objects without privileges. */
  readonly acl: string | null;
}

/**
 * A JSON list of statements: the owner first, then who may do what, as that owner granted it. Where no privileges are
 * stored the object has those of a new one, and nothing is said.
 */
export function rightsSql({ alter, grant, name, owner, acl }: Named): string {
  const grants =
    acl === null
      ? ""
      : `UNION ALL SELECT 1, format('REVOKE ALL ON %s %s FROM PUBLIC', ${grant}, ${name}) WHERE ${acl} IS NOT NULL
    UNION ALL SELECT 2, format('GRANT %s ON %s %s TO %s%s', x.privilege_type, ${grant}, ${name},
      CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
      CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM aclexplode(${acl}) AS x WHERE x.grantee <> ${owner}`;
  return `(SELECT jsonb_agg(r.statement ORDER BY r.place, r.statement) FROM (
    SELECT 0 AS place, format('ALTER %s %s OWNER TO %I', ${alter}, ${name}, pg_get_userbyid(${owner})) AS statement
    ${grants}) AS r)`;
}

/** The comment on an object as a JSON list of one statement, or of none. */
export function commentSql(what: string, name: string, comment: string): string {
  return `(SELECT coalesce(jsonb_agg(format('COMMENT ON %s %s IS %L', ${what}, ${name}, m.text)), '[]')
    FROM (SELECT ${comment} AS text) AS m WHERE m.text IS NOT NULL)`;
}
