import type { AlterDefaultPrivileges } from "@/lib/contracts/operation";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { bodyOf, onlyNode } from "@/lib/sql/parse";
import { defaultRightsIn, defaultRightsSaid, heldByDefault } from "../default-rights";
import type { OperationWords } from "../operation-words";
import { roleName } from "../rights";
import { nothingMore, statementWords } from "../statement-words";

const words = statementWords<AlterDefaultPrivileges>({
  kind: "alter-default-privileges",
  label: "Change default rights",
  examples: ["alter default privileges for role clerk in schema public grant select on tables to reader"],
  begins: /^alter\s+default\s+privileges\s/i,
  is: (node) => bodyOf(node, "AlterDefaultPrivilegesStmt") !== null,
  refuses(node, catalog, more) {
    const said = defaultRightsSaid(node);
    if (!said?.ok) return said?.failure ?? "it changes no default rights";
    const rights = defaultRightsIn(said.value, catalog);
    if (!rights.ok) return rights.failure;
    const held = rights.value.map(heldByDefault(catalog));
    if (said.value.grants && !held.includes(null)) return "they may do that by default already";
    if (!said.value.grants && held.every((one) => one === null)) {
      return `they may not do that by default${said.value.schemas.length > 0 ? " of these schemas: what is granted in every schema is revoked without IN SCHEMA" : ""}`;
    }
    return nothingMore(more);
  },
  describe(sql) {
    const node = onlyNode(sql);
    const said = node ? defaultRightsSaid(node) : null;
    if (!said?.ok) return "Change default rights";
    const { grants, on, roles, schemas, privileges, grantees } = said.value;
    const where = schemas.length > 0 ? ` in ${schemas.map(quoteIdentifier).join(", ")}` : "";
    const what = `${privileges.join(", ") || "ALL"} on later ${on} of ${roles.map(roleName).join(", ")}${where}`;
    return `${grants ? "Grant" : "Revoke"} ${what} ${grants ? "to" : "from"} ${grantees.map(roleName).join(", ")}`;
  },
});

export const alterDefaultPrivilegesWords: OperationWords<AlterDefaultPrivileges> = {
  ...words,
  /** What a plan cannot take back stays a raw step. */
  fromStatement: (statement, catalog) =>
    defaultRightsSaid(statement.node)?.ok ? words.fromStatement(statement, catalog) : null,
};
