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
      // The rows are locked before they are changed, so the update meets the very versions that are kept. Under names
      // of ours, because the right-hand sides speak of the table's own.
      const { columns, given } = write.archive;
      const was = [...new Set([...key, ...columns])].map((column, at) => ({
        column,
        as: `interlock_was_${at + 1}`,
      }));
      const wasOf = (column: string) => was.find((one) => one.column === column)?.as ?? "";
      const read = was.map(({ column, as }) => `${quoteIdentifier(column)} AS ${as}`).join(", ");
      const same = key.map((column) => `${relation}.${quoteIdentifier(column)} = batch.${wasOf(column)}`);
      const became = given.map(
        ({ column, as }) => `${relation}.${quoteIdentifier(column)} AS ${quoteIdentifier(as)}`,
      );
      const into = [...columns, ...given.map(({ as }) => as)].map(quoteIdentifier).join(", ");
      const from = [...columns.map(wasOf), ...given.map(({ as }) => quoteIdentifier(as))].join(", ");
      return (
        `WITH batch AS (SELECT ${read} FROM ${relation} WHERE ${rows} FOR NO KEY UPDATE),\n` +
        `changed AS (UPDATE ${relation} SET ${set} FROM batch WHERE ${same.join(" AND ")} RETURNING ${["batch.*", ...became].join(", ")})\n` +
        `INSERT INTO ${write.archive.relation} (${into}) SELECT ${from} FROM changed`
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
