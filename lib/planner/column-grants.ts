import type { Column } from "@/lib/catalog/model";
import { quoteIdentifier } from "@/lib/sql/identifiers";

/** Column grants, given in the transaction that adds the column: roles with only those may use it at once. */
export function grantStatements(relation: string, from: Column, to: string): readonly string[] {
  return from.grants.map(
    ({ privilege, grantee, grantable }) =>
      `GRANT ${privilege} (${quoteIdentifier(to)}) ON TABLE ${relation} TO ` +
      `${/^public$/i.test(grantee) ? "PUBLIC" : quoteIdentifier(grantee)}${grantable ? " WITH GRANT OPTION" : ""}`,
  );
}
