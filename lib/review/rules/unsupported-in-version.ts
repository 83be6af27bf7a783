import { walk } from "../../sql/parse";
import type { Rule } from "../rule";

/** What the chosen version of the server does not have yet. */
export const unsupportedInVersion: Rule = {
  level: "error",
  tier: "extended",
  help: "Write it for the version that the server has.",
  check: (one) => {
    const found: string[] = [];
    const need = (major: number, what: string) => {
      if (one.serverMajor < major) found.push(`${what} came with ${major}`);
    };
    walk(one.statement.node, (kind, body) => {
      if (kind === "PartitionCmd" && body.concurrent) need(14, "DETACH CONCURRENTLY");
      if (kind === "IndexStmt" && body.nulls_not_distinct) need(15, "NULLS NOT DISTINCT");
      if (kind === "AlterTableCmd" && body.subtype === "AT_SetAccessMethod") need(15, "SET ACCESS METHOD");
      if (kind === "AlterTableCmd" && body.subtype === "AT_SetCompression") need(14, "SET COMPRESSION");
      if (kind === "AlterTableCmd" && body.subtype === "AT_SetExpression") need(17, "SET EXPRESSION");
      if (kind === "MergeStmt") need(15, "MERGE");
      if (kind === "Constraint") {
        if (body.contype === "CONSTR_GENERATED" && body.generated_kind === "v") need(18, "VIRTUAL");
        if (body.nulls_not_distinct) need(15, "NULLS NOT DISTINCT");
        if (["CONSTR_CHECK", "CONSTR_FOREIGN"].includes(String(body.contype)) && body.is_enforced !== true)
          need(18, "NOT ENFORCED");
        if (
          body.contype === "CONSTR_NOTNULL" &&
          body.conname &&
          one.statement.kind === "AlterTableStmt" &&
          body.keys
        )
          need(18, "a named NOT NULL constraint");
      }
    });
    return found.map((message) => ({ message: `${message}: ${one.serverMajor} refuses it.` }));
  },
};
