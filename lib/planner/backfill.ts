import type { BackfillSpec, BatchWrite } from "@/lib/contracts/plan";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { backfillKey, withoutKey } from "./backfill-key";
import { batchStatements, pendingOf } from "./batch-sql";
import type { RowsToFill } from "./operation-plan";
import type { StepDraft } from "./step-list";

/** One batch in readable form: the executor binds the two ends of the key range. */
export function batchText(spec: BackfillSpec): readonly string[] {
  const columns = spec.key.map(quoteIdentifier).join(", ");
  const bound = (from: number) => spec.key.map((_, at) => `$${from + at}`).join(", ");
  const range = `(${columns}) > (${bound(1)}) AND (${columns}) <= (${bound(spec.key.length + 1)})`;
  return batchStatements(spec, range);
}

/** What the rows themselves say: nothing is left, or something is. The cursor, not this, says how far a pass has come. */
export function backfillProbe(spec: BackfillSpec): string {
  return `SELECT CASE WHEN EXISTS (SELECT FROM ${spec.relation} WHERE ${pendingOf(spec)}) THEN 'partial' ELSE 'done' END`;
}

/** One pass over each table for all operations that need rows of it filled. */
export function backfillDrafts(fills: readonly RowsToFill[]): Result<readonly StepDraft[], string> {
  const byTable = new Map<string, RowsToFill[]>();
  for (const fill of fills) {
    const relation = relationName(fill.table);
    byTable.set(relation, [...(byTable.get(relation) ?? []), fill]);
  }
  const drafts: StepDraft[] = [];
  for (const [relation, parts] of byTable) {
    const table = parts[0]?.table;
    if (!table) continue;
    const avoid = [...new Set(parts.flatMap((part) => part.avoid))];
    const key = backfillKey(table, avoid);
    if (!key) return fail(withoutKey(relation, avoid));
    const spec: BackfillSpec = { relation, key: [...key], writes: sharedWrites(parts) };
    const losses = parts.flatMap((part) => part.loses ?? []);
    drafts.push({
      id: `rows-${relation}`,
      title: titleOf(relation, parts),
      kind: "backfill",
      statements: batchText(spec),
      backfill: spec,
      probe: backfillProbe(spec),
      revert: parts.toReversed().flatMap((part) => part.revert ?? []),
      ...(losses.length > 0 ? { loses: losses.join("; ") } : {}),
    });
  }
  return ok(drafts);
}

type Update = Extract<BatchWrite, { kind: "update" }>;

const isFill = (write: BatchWrite): write is Update => write.kind === "update" && write.archive === null;

/** Plain updates share one UPDATE of the row. */
function sharedWrites(parts: readonly RowsToFill[]): BatchWrite[] {
  const fills = parts.map((part) => part.write).filter(isFill);
  const others = parts.map((part) => part.write).filter((write) => !isFill(write));
  if (fills.length < 2) return [...fills, ...others];
  const shared: Update = {
    kind: "update",
    // In a shared pass a row may need one column only: the others keep what they have.
    assignments: fills.flatMap(({ assignments, pending }) =>
      assignments.map(({ column, expression }) => ({
        column,
        expression: `CASE WHEN ${pending} THEN ${expression} ELSE ${quoteIdentifier(column)} END`,
      })),
    ),
    pending: fills.map(({ pending }) => `(${pending})`).join(" OR "),
    archive: null,
  };
  return [shared, ...others];
}

function titleOf(relation: string, parts: readonly RowsToFill[]): string {
  const columns = parts.flatMap(({ write, title }) =>
    title === undefined && write.kind === "update" ? write.assignments.map(({ column }) => column) : [],
  );
  const fill = columns.length > 0 ? [`Fill ${columns.join(", ")} of ${relation} in batches`] : [];
  return [...fill, ...parts.flatMap(({ title }) => title ?? [])].join("; ");
}
