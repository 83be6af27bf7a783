import type { Grant } from "@/lib/catalog/model";
import { quoteIdentifier } from "@/lib/sql/identifiers";

/** The rights on a table, given on another one. */
export function tableGrants(relation: string, grants: readonly Grant[]): readonly string[] {
  return grants.map(
    ({ privilege, grantee, grantable }) =>
      `GRANT ${privilege} ON TABLE ${relation} TO ${/^public$/i.test(grantee) ? "PUBLIC" : quoteIdentifier(grantee)}${grantable ? " WITH GRANT OPTION" : ""}`,
  );
}
