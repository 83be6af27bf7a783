import type { RangeVar } from "libpg-query";
import { bodyOf, type Statement } from "../sql/parse";
import type { Later } from "./rule";

const ENDS = ["TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK", "TRANS_STMT_PREPARE"];

/** Answers, for each statement of a file, what comes after it; the file is walked once. */
export function laterIn(statements: readonly Statement[]): (index: number) => Later {
  let lastEnd = -1;
  /** By bare name the last statement that adds a primary key, for each way of writing the schema. */
  const keys = new Map<string, Map<string, number>>();
  statements.forEach(({ node }, at) => {
    if (ENDS.includes(bodyOf(node, "TransactionStmt")?.kind ?? "")) lastEnd = at;
    const alter = bodyOf(node, "AlterTableStmt");
    const adds = (alter?.cmds ?? []).some((cmd) => {
      const added = bodyOf(bodyOf(cmd, "AlterTableCmd")?.def, "Constraint");
      return added?.contype === "CONSTR_PRIMARY";
    });
    const { relname, schemaname = "" } = alter?.relation ?? {};
    if (!adds || relname === undefined) return;
    const schemas = keys.get(relname) ?? new Map<string, number>();
    keys.set(relname, schemas.set(schemaname, at));
  });
  return (index) => ({
    endsTransaction: lastEnd > index,
    addsPrimaryKey: (table: RangeVar | undefined) => {
      const schemas = keys.get(table?.relname ?? "");
      // A name without a schema may be in any.
      const wanted = table?.schemaname ? [table.schemaname, ""] : [...(schemas?.keys() ?? [])];
      return wanted.some((schema) => (schemas?.get(schema) ?? -1) > index);
    },
  });
}
