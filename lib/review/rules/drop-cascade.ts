import { bodyOf } from "../../sql/parse";
import { type Rule, subcommands } from "../rule";

/** CASCADE on any DROP. */
export const dropCascade: Rule = {
  level: "error",
  tier: "core",
  help: "Drop each by name.",
  on: ["DropStmt", "AT_DropColumn", "AT_DropConstraint"],
  check: (one) => {
    const drop = bodyOf(one.statement.node, "DropStmt");
    const columns = subcommands(one, "AT_DropColumn", "AT_DropConstraint").some(
      ({ cmd }) => cmd.behavior === "DROP_CASCADE",
    );
    return drop?.behavior === "DROP_CASCADE" || columns
      ? [{ message: "CASCADE also drops what the file does not name." }]
      : [];
  },
};
