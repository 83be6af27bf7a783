import type { Catalog, Table } from "@/lib/catalog/model";
import type { DeleteRows } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { expressionText } from "@/lib/sql/expression-text";
import { isVolatile } from "@/lib/sql/facts/volatility";
import { relationName } from "@/lib/sql/identifiers";
import { bodyOf, parseExpression } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { type Problem, problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { hasQuery, rowExpression, withoutQualifier } from "../row-expression";
import { writtenRelation } from "../written-relation";

const FORM = sentencePattern(
  "delete (?:all )?(?:the )?(?:rows )?(?:of|from|in) (?:table )?{path}(?: where (.+))?",
);

export const deleteRowsWords: OperationWords<DeleteRows> = {
  kind: "delete-rows",
  label: "Delete rows",
  examples: ["delete rows of customers where email is null", "delete all rows of customers"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    return match ? ok({ kind: "delete-rows", table: match[1] ?? "", where: match[2]?.trim() ?? null }) : null;
  },

  // Left to raw SQL: what reads other tables too, which could mean something else batch by batch, and what is about a
  // view or a table of the same script.
  fromStatement({ node }, catalog) {
    const remove = bodyOf(node, "DeleteStmt");
    if (!remove || remove.relation?.inh === false || hasQuery(remove)) return null;
    if (remove.usingClause?.length || remove.returningClause || remove.withClause) return null;
    if (bodyOf(remove.whereClause, "CurrentOfExpr")) return null;
    withoutQualifier(
      remove,
      [remove.relation?.alias?.aliasname].flatMap((name) => name ?? []),
    );
    const where = remove.whereClause ? expressionText(remove.whereClause) : null;
    const table = writtenRelation(remove.relation);
    return tableNamed(catalog, table).ok ? ok([{ kind: "delete-rows", table, where }]) : null;
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const where = conditionProblems(operation.where, found.value, catalog);
    return where.ok ? ok({ ...operation, table: relationName(found.value), where: where.value }) : where;
  },

  describe: ({ table, where }) =>
    where === null ? `Delete all rows of ${table}` : `Delete rows of ${table} where ${where}`,
};

/** Which rows, over the row itself and with the same answer each time it is asked; null for all. */
export function conditionProblems(
  where: string | null,
  table: Table,
  catalog: Catalog,
): Result<string | null, readonly Problem[]> {
  if (where === null) return ok(null);
  const read = rowExpression(where, table, catalog);
  if (!read.ok) return problem("where", read.failure);
  const parsed = parseExpression(read.value);
  if (parsed.ok && isVolatile(parsed.value, catalog)) {
    return fail([
      {
        field: "where",
        message: `${where} may answer differently each time it is asked, and batches ask more than once. Choose rows by their values`,
      },
    ]);
  }
  return read;
}
