import type { RawSql } from "@/lib/contracts/operation";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { calls, parseSql, type Statement } from "@/lib/sql/parse";
import { type Problem, problem } from "../names-in-catalog";
import type { OperationWords } from "../operation-words";

const FORM = /^run(?: the)?(?: sql)?:\s*([\s\S]+?)(?:\s+back:\s*([\s\S]+))?$/i;

/** Statements that say nothing about what the database should be, or that a plan says itself. */
const NO_CHANGE = new Set([
  "SelectStmt",
  "TransactionStmt",
  "VariableSetStmt",
  "VariableShowStmt",
  "ExplainStmt",
  "CopyStmt",
  "ListenStmt",
  "NotifyStmt",
  "DiscardStmt",
]);

export const rawSqlWords: OperationWords<RawSql> = {
  kind: "raw-sql",
  label: "Run SQL as it is",
  examples: [
    "run: alter table customers set (fillfactor = 80)",
    "run: alter table customers set (fillfactor = 80) back: alter table customers reset (fillfactor)",
  ],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    return match ? ok({ kind: "raw-sql", sql: match[1] ?? "", revert: match[2]?.trim() ?? null }) : null;
  },

  fromStatement(statement) {
    return isNoChange(statement) ? null : ok([{ kind: "raw-sql", sql: statement.sql, revert: null }]);
  },

  check(operation) {
    const problems: Problem[] = [];
    const sql = usable(operation.sql);
    if (!sql.ok) problems.push({ field: "sql", message: sql.failure });
    const revert = operation.revert === null ? null : usable(operation.revert);
    if (revert && !revert.ok) return problem("revert", revert.failure);
    if (problems.length > 0) return fail(problems);
    return ok(operation);
  },

  describe: ({ sql }) => `Run ${(sql.split("\n")[0] ?? "").slice(0, 80)}`,
};

/** A query changes nothing, unless it sets a sequence. */
function isNoChange({ kind, node }: Statement): boolean {
  return NO_CHANGE.has(kind) && !(kind === "SelectStmt" && calls(node, "setval"));
}

function usable(sql: string): Result<readonly Statement[], string> {
  const parsed = parseSql(sql);
  if (!parsed.ok)
    return fail(`line ${parsed.failure.line}, column ${parsed.failure.column}: ${parsed.failure.message}`);
  if (parsed.value.length === 0) return fail("there is no statement in it");
  const other = parsed.value.find(isNoChange);
  return other
    ? fail(`“${other.sql.slice(0, 40)}” changes nothing, or is said by the plan itself: leave it away`)
    : parsed;
}
