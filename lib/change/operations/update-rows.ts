import type { UpdateRows } from "@/lib/contracts/operation";
import { fail, ok } from "@/lib/contracts/result";
import { assignmentsOf, assignmentText, readAssignments } from "@/lib/sql/assignments";
import { expressionText } from "@/lib/sql/expression-text";
import { parseDottedName, quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseSql } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { type Problem, resolveColumn } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { hasQuery, rowExpression, withoutQualifier } from "../row-expression";
import { writtenRelation } from "../written-relation";
import { conditionProblems } from "./delete-rows";

const FORM = sentencePattern("update (?:(?:the )?rows of )?{path}(?: set|:) (.+)");

export const updateRowsWords: OperationWords<UpdateRows> = {
  kind: "update-rows",
  label: "Change rows",
  examples: [
    "update customers set email = lower(email) where email <> lower(email)",
    "update rows of customers: full_name = 'unknown' where full_name = ''",
  ],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    if (!match) return null;
    const table = (parseDottedName(match[1] ?? "") ?? []).map(quoteIdentifier).join(".");
    const parsed = parseSql(`UPDATE ${table} SET ${match[2]}\n`);
    if (!parsed.ok) return fail(`${match[2]} is not understood: ${parsed.failure.message}`);
    const [statement, ...more] = parsed.value;
    const read = statement && more.length === 0 ? fromUpdate(statement.node) : null;
    return read
      ? ok(read)
      : fail("say what each column becomes, over the row itself, e.g. update customers set email = ''");
  },

  // Left to raw SQL: what reads other tables too, which could mean something else batch by batch, and what is about a
  // view or a table of the same script.
  fromStatement({ node }, catalog) {
    const read = fromUpdate(node);
    return read && tableNamed(catalog, read.table).ok ? ok([read]) : null;
  },

  check(operation, catalog) {
    const found = tableNamed(catalog, operation.table);
    if (!found.ok) return found;
    const table = found.value;
    const assignments = readAssignments(operation.set);
    if (!assignments.ok) return fail([{ field: "set", message: assignments.failure }]);
    const problems: Problem[] = [];
    const named = assignments.value.map(({ column }) => column);
    const twice = named.find((name, at) => named.indexOf(name) !== at);
    if (twice !== undefined) problems.push({ field: "set", message: `${twice} is set twice` });
    const set = assignments.value.map(({ column, expression }) => {
      const target = resolveColumn(table, column);
      if (!target.ok) problems.push(...target.failure.map(({ message }) => ({ field: "set", message })));
      else if (target.value.generated)
        problems.push({ field: "set", message: `${column} is computed from other columns` });
      const read = rowExpression(expression, table, catalog);
      if (!read.ok) problems.push({ field: "set", message: read.failure });
      return { column, expression: read.ok ? read.value : expression };
    });
    const where = conditionProblems(operation.where, table, catalog);
    if (!where.ok) problems.push(...where.failure);
    if (!where.ok || problems.length > 0) return fail(problems);
    return ok({ ...operation, table: relationName(table), set: assignmentText(set), where: where.value });
  },

  describe: ({ table, set, where }) =>
    `Set ${set} in ${where === null ? "all rows" : "rows"} of ${table}${where === null ? "" : ` where ${where}`}`,
};

/** Null where it is no UPDATE of one table by values of its own rows. */
function fromUpdate(node: Node): UpdateRows | null {
  const update = bodyOf(node, "UpdateStmt");
  if (!update || update.relation?.inh === false || hasQuery(update)) return null;
  if (update.fromClause?.length || update.returningClause || update.withClause) return null;
  if (bodyOf(update.whereClause, "CurrentOfExpr")) return null;
  withoutQualifier(
    update,
    [update.relation?.alias?.aliasname].flatMap((name) => name ?? []),
  );
  const assignments = assignmentsOf(update.targetList ?? []);
  return assignments
    ? {
        kind: "update-rows",
        table: writtenRelation(update.relation),
        set: assignmentText(assignments),
        where: update.whereClause ? expressionText(update.whereClause) : null,
      }
    : null;
}
