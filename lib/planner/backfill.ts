import type { BackfillSpec } from "@/lib/contracts/plan";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { backfillKey } from "./backfill-key";
import { rowsEstimate } from "./estimate";
import type { RowsToFill } from "./operation-plan";
import type { StepDraft } from "./step-list";

/** One batch in readable form: the executor binds the two ends of the key range. */
export function batchText({ relation, key, assignments, pending }: BackfillSpec): string {
  const columns = key.map(quoteIdentifier).join(", ");
  const bound = (from: number) => key.map((_, at) => `$${from + at}`).join(", ");
  const set = assignments
    .map(({ column, expression }) => `${quoteIdentifier(column)} = ${expression}`)
    .join(", ");
  return (
    `UPDATE ${relation} SET ${set}\nWHERE (${columns}) > (${bound(1)}) AND (${columns}) <= (${bound(key.length + 1)})\n` +
    `  AND (${pending})`
  );
}

/** What the rows themselves say: nothing is left, or something is. The cursor, not this, says how far a pass has come. */
export function backfillProbe(relation: string, pending: string): string {
  return `SELECT CASE WHEN EXISTS (SELECT FROM ${relation} WHERE ${pending}) THEN 'partial' ELSE 'done' END`;
}

/** One pass over each table for all operations that need rows of it filled. */
export function backfillDrafts(
  fills: readonly RowsToFill[],
  rowsPerSecond: number | null,
): Result<readonly StepDraft[], string> {
  const byTable = new Map<string, RowsToFill[]>();
  for (const fill of fills) {
    const relation = relationName(fill.table);
    byTable.set(relation, [...(byTable.get(relation) ?? []), fill]);
  }
  const drafts: StepDraft[] = [];
  for (const [relation, parts] of byTable) {
    const table = parts[0]?.table;
    if (!table) continue;
    const key = backfillKey(
      table,
      parts.flatMap((part) => part.avoid),
    );
    if (!key) return fail(`${relation} has no unique key over NOT NULL columns to walk along`);
    const single = parts.length === 1;
    const spec: BackfillSpec = {
      relation,
      key: [...key],
      assignments: parts.map(({ column, expression, pending }) => ({
        column,
        // In a shared pass a row may need one column only: the others keep what they have.
        expression: single
          ? expression
          : `CASE WHEN ${pending} THEN ${expression} ELSE ${quoteIdentifier(column)} END`,
      })),
      pending: single ? (parts[0]?.pending ?? "true") : parts.map((part) => `(${part.pending})`).join(" OR "),
    };
    const losses = parts.flatMap((part) => part.loses ?? []);
    drafts.push({
      id: `rows-${relation}`,
      title: `Fill ${parts.map((part) => part.column).join(", ")} of ${relation} in batches`,
      kind: "backfill",
      statements: [batchText(spec)],
      backfill: spec,
      probe: backfillProbe(relation, spec.pending),
      estimate: rowsEstimate("backfill", table, rowsPerSecond),
      // Nothing to take back in the rows: the filled columns go when expand is reverted.
      revert: [],
      ...(losses.length > 0 ? { loses: losses.join("; ") } : {}),
    });
  }
  return ok(drafts);
}
