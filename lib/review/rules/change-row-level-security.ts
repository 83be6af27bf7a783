import { bodyOf } from "../../sql/parse";
import { dropped, onExisting } from "../ask";
import { type Rule, subcommands } from "../rule";

/** ENABLE/DISABLE/FORCE, CREATE/ALTER/DROP POLICY. */
export const changeRowLevelSecurity: Rule = {
  level: "warning",
  tier: "extended",
  help: "Test the policy with the roles of the application, and set lock_timeout.",
  on: [
    "CreatePolicyStmt",
    "AlterPolicyStmt",
    "DropStmt",
    "AT_EnableRowSecurity",
    "AT_DisableRowSecurity",
    "AT_ForceRowSecurity",
    "AT_NoForceRowSecurity",
  ],
  check: (one) => {
    const policy =
      bodyOf(one.statement.node, "CreatePolicyStmt")?.table ??
      bodyOf(one.statement.node, "AlterPolicyStmt")?.table;
    const message = "Who sees which rows changes at once, and the table is closed for that moment.";
    if (policy) return onExisting(one, one.lookup.name(policy), message);
    return [
      ...dropped(one, "OBJECT_POLICY").map((relation) => ({ relation, message })),
      ...subcommands(
        one,
        "AT_EnableRowSecurity",
        "AT_DisableRowSecurity",
        "AT_ForceRowSecurity",
        "AT_NoForceRowSecurity",
      ).map(({ relation }) => ({ relation, message })),
    ];
  },
};
