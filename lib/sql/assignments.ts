import { fail, ok, type Result } from "@/lib/contracts/result";
import { expressionText } from "./expression-text";
import { quoteIdentifier } from "./identifiers";
import { bodyOf, type Node, parseSql } from "./parse";

export interface Assignment {
  readonly column: string;
  /** SQL over the row. */
  readonly expression: string;
}

/** What an UPDATE's SET says, one value for each column; null where it says more: `(a, b) = …`, `a[1] = …`. */
export function assignmentsOf(targets: readonly Node[]): readonly Assignment[] | null {
  const read = targets.map((target) => {
    const { name, val, indirection } = bodyOf(target, "ResTarget") ?? {};
    if (!name || !val || indirection?.length || bodyOf(val, "MultiAssignRef")) return null;
    return { column: name, expression: expressionText(val) };
  });
  return read.every((one) => one !== null) ? read : null;
}

/** Reads `a = 1, b = lower(b)`. Fails with a sentence. */
export function readAssignments(text: string): Result<readonly Assignment[], string> {
  const parsed = parseSql(`UPDATE t SET ${text}\n`);
  const update = parsed.ok && parsed.value.length === 1 ? bodyOf(parsed.value[0]?.node, "UpdateStmt") : null;
  const more = update?.whereClause ?? update?.fromClause?.[0] ?? update?.returningClause;
  const read = update && !more ? assignmentsOf(update.targetList ?? []) : null;
  return read ? ok(read) : fail(`${text} is not a list like status = 'new', seen = now()`);
}

export function assignmentText(assignments: readonly Assignment[]): string {
  return assignments.map(({ column, expression }) => `${quoteIdentifier(column)} = ${expression}`).join(", ");
}
