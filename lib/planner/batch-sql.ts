import type { BackfillSpec, BatchWrite } from "@/lib/contracts/plan";
import { quoteIdentifier } from "@/lib/sql/identifiers";

/**
 * The statements of one batch, one for each write, over the rows of the walked table for which `range` holds (an SQL
 * condition on the key). Each is one statement, so that what it archives, writes and deletes are the same rows whatever
 * others commit meanwhile.
 */
export function batchStatements(spec: BackfillSpec, range: string): readonly string[] {
  return spec.writes.map((write) => statementOf(spec, write, range));
}

/** SQL: the row still needs one of the writes. */
export function pendingOf({ writes }: Pick<BackfillSpec, "writes">): string {
  const [first, ...others] = writes;
  if (first && others.length === 0) return first.pending;
  return writes.map((write) => `(${write.pending})`).join(" OR ");
}

function statementOf({ relation, key }: BackfillSpec, write: BatchWrite, range: string): string {
  const rows = `${range}\n  AND (${write.pending})`;
  switch (write.kind) {
    case "update": {
      const set = write.assignments
        .map(({ column, expression }) => `${quoteIdentifier(column)} = ${expression}`)
        .join(", ");
      if (!write.archive) return `UPDATE ${relation} SET ${set}\nWHERE ${rows}`;
      // The kept rows are locked before they are copied, so the update meets the very versions that were kept.
      const kept = key.map((column, at) => ({ column: quoteIdentifier(column), as: `kept_${at + 1}` }));
      const returned = kept.map(({ column, as }) => `${column} AS ${as}`).join(", ");
      const same = kept.map(({ column, as }) => `${relation}.${column} = kept.${as}`).join(" AND ");
      const columns = write.archive.columns.map(quoteIdentifier).join(", ");
      return (
        `WITH batch AS (SELECT * FROM ${relation} WHERE ${rows} FOR NO KEY UPDATE),\n` +
        `kept AS (INSERT INTO ${write.archive.relation} (${columns}) SELECT ${columns} FROM batch RETURNING ${returned})\n` +
        `UPDATE ${relation} SET ${set} FROM kept WHERE ${same}`
      );
    }
    case "from-batch":
      return `WITH batch AS (SELECT * FROM ${relation} WHERE ${rows} FOR NO KEY UPDATE)\n${write.statement}`;
    case "delete": {
      if (!write.archive) return `DELETE FROM ${relation}\nWHERE ${rows}`;
      const columns = write.archive.columns.map(quoteIdentifier).join(", ");
      return (
        `WITH gone AS (DELETE FROM ${relation} WHERE ${rows} RETURNING *)\n` +
        `INSERT INTO ${write.archive.relation} (${columns}) SELECT ${columns} FROM gone`
      );
    }
  }
}
